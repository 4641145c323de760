#!/bin/sh
# Makes deb, rpm and AppImage in a bare Debian, as root: for the container of the release. Rust comes
# from outside, in RUSTUP_HOME and CARGO_HOME.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ca-certificates curl git
git config --global --add safe.directory "$PWD"
PATH="$CARGO_HOME/bin:$PATH"
cargo xtask package linux
cargo xtask package appimage
