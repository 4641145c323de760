#!/bin/sh
# Writes what is in each program, as CycloneDX: for the release.
#   sbom.sh CARGO-CYCLONEDX FOLDER
set -eu
tool=$1
folder=$2
cd "$(dirname "$0")/.."

mkdir -p "$folder"
# It writes beside each Cargo.toml, for every package of the workspace.
"$tool" cyclonedx --format json --spec-version 1.5 --target all --override-filename program.cdx
mv src-tauri/program.cdx.json "$folder/koshin.cdx.json"
mv crates/cli/program.cdx.json "$folder/koshin-cli.cdx.json"
find . -name program.cdx.json -not -path './target/*' -delete
