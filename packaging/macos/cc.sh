#!/bin/sh
# zig as the compiler for macOS, called as Apple's is: for `cargo xtask package macos --check`.
# What names the target in Apple's way goes, and zig's own name for it comes.
set -eu
is_value=
for word in "$@"; do
  shift
  if [ -n "$is_value" ]; then
    is_value=
    continue
  fi
  case "$word" in
    -arch | -isysroot) is_value=yes ;;
    --target=* | -mmacosx-version-min=* | -mmacos-version-min=*) ;;
    *) set -- "$@" "$word" ;;
  esac
done
exec "$KOSHIN_ZIG" cc -target aarch64-macos "$@"
