#!/bin/sh
# Installs the deb that was made in a bare Debian, as root, runs it, and removes it: for the
# container of the release. VERSION is the one it must say.
set -eu
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")/../.." && pwd)
apt-get update
apt-get install -y --no-install-recommends "$here/target/package/linux/koshin_${VERSION}_amd64.deb"
test "$(koshin-cli --version)" = "koshin-cli $VERSION"
test -e /usr/share/applications/koshin.desktop
if ldd /usr/bin/koshin | grep 'not found'; then exit 1; fi
apt-get purge -y koshin
test ! -e /usr/bin/koshin
test ! -e /usr/share/doc/koshin
