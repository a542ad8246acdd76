#!/usr/bin/env bash
# npm 11.19.1: `directories.man` links no man page when a package is installed globally.
#
# Expected: as npm's documentation of package.json says, `directories.man` makes a `man` array of the folder, so that
#           `npm install --global` puts the pages where `man` looks.
# Seen:     the array is made when a package is published, not when a tarball is installed: nothing is linked, and nothing is said.
#           With the files listed under `man`, they are.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund npm@11.19.1
npm11=$PWD/node_modules/.bin/npm
mkdir -p page/man
cd page
echo '.TH PAGE 1' >man/page.1
printf '#!/bin/sh\n' >page.sh
linked() {
  printf '{ "name": "page", "version": "1.0.0", "bin": "page.sh", %s }\n' "$1" >package.json
  "$npm11" pack --silent >/dev/null
  "$npm11" install --silent --no-audit --no-fund --global --prefix "$PWD/prefix" ./page-1.0.0.tgz
  [ -e prefix/share/man/man1/page.1 ] && echo yes || echo no
  rm -rf prefix page-1.0.0.tgz
}
folder=$(linked '"directories": { "man": "man" }')
list=$(linked '"man": ["./man/page.1"]')
printf 'linked by directories.man: %s\nlinked by man: %s\n' "$folder" "$list"
[ "$folder" = no ] && [ "$list" = yes ]
