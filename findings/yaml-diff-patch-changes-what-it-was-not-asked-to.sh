#!/usr/bin/env bash
# yaml-diff-patch 2.0.0: the written YAML is not the object that was asked for where the file has an alias, and comments go to other entries.
#
# Expected: `yamlOverwrite(yaml, wanted)` overwrites "the fields that are different", so what it writes reads as `wanted`, and an entry that is
#           removed takes its own comment with it.
# Seen:     one team gives its hours a name and a second team uses it. A change for the first team alone changes both: the file reads
#           otherwise than what was asked for. Of three entries in a list, the first is removed. Its comment now stands at the second, and the
#           comments of the second and the third are gone: what was said of Ann is said of Bo. No error in either case.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts yaml-diff-patch@2.0.0 yaml@2.9.1
cat >tool.cjs <<'JS'
const { parse } = require('yaml');
const { yamlOverwrite } = require('yaml-diff-patch');

const teams = 'design: &week\n  hours: 35\nsales: *week\n';
const wanted = { design: { hours: 30 }, sales: { hours: 35 } };
console.log(`wanted ${JSON.stringify(wanted)}`);
console.log(`reads  ${JSON.stringify(parse(yamlOverwrite(teams, wanted)))}`);
const people = 'people:\n  # half-time until May\n  - Ann\n  # on leave\n  - Bo\n  # freelance\n  - Cy\n';
console.log(yamlOverwrite(people, { people: ['Bo', 'Cy'] }).trimEnd());
JS
seen=$(node tool.cjs)
printf 'yaml-diff-patch %s\n%s\n' "$(node -p "require('./node_modules/yaml-diff-patch/package.json').version")" "$seen"
[ "$seen" = 'wanted {"design":{"hours":30},"sales":{"hours":35}}
reads  {"design":{"hours":30},"sales":{"hours":30}}
people:
  # half-time until May
  - Bo
  - Cy' ]
