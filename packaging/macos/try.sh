#!/bin/sh
# Looks into the disk image and runs what can run without a person: for CI, on macOS.
#   try.sh IMAGE VERSION [signed]
set -eu
image=$1
version=$2
signed=${3:-}

place=$(mktemp -d)
hdiutil attach "$image" -nobrowse -readonly -noautoopen -mountpoint "$place"
trap 'hdiutil detach "$place" -force' EXIT
app="$place/Koshin.app"

plutil -lint "$app/Contents/Info.plist"
for name in koshin koshin-cli; do
  lipo "$app/Contents/MacOS/$name" -verify_arch arm64 x86_64
done
test "$("$app/Contents/MacOS/koshin-cli" --version)" = "koshin-cli $version"
test "$(plutil -extract CFBundleShortVersionString raw "$app/Contents/Info.plist")" = "$version"
test "$(plutil -extract CFBundleDisplayName raw "$app/Contents/Resources/ja.lproj/InfoPlist.strings")" = "Koshin VPPトークン更新"
codesign --verify --deep --strict --verbose=2 "$app"
if [ "$signed" = signed ]; then
  spctl --assess --type execute --verbose=4 "$app"
  xcrun stapler validate "$app"
fi
