#!/usr/bin/env bash
# parse-conflict-json 5.0.1 (and 6.0.0): a conflict about a list is resolved by place, so an entry that both sides kept is gone.
#
# Expected: the two changes of the list are brought together, or one side's list is taken, "ours" where nothing else is said.
# Seen:     one side removes Cy from the end, the other adds Zoe at the front. The result has Cy, whom one side removed, and lacks Bo, whom
#           nobody touched. In a list of records, one side gives Bo 6 hours and the other removes Ann: Bo keeps his 8, and a record with 6 hours
#           and no name stands behind him. No error in either case, and the page does not speak of lists. Objects are merged well.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts parse-conflict-json@5.0.1
cat >resolve.cjs <<'JS'
const text = require('node:fs').readFileSync(0, 'utf8');
console.log(JSON.stringify(require('parse-conflict-json')(text).team));
JS
tried() { # the value in the base, on our side, on their side: a conflict as git writes it
  local side
  for side in base ours theirs; do
    printf '{\n  "team": %s\n}\n' "$1" >$side
    shift
  done
  if git merge-file -p --diff3 ours base theirs >conflict 2>/dev/null; then return 1; fi
  node resolve.cjs <conflict
}
names=$(tried '["Ann", "Bo", "Cy"]' '["Ann", "Bo"]' '["Zoe", "Ann", "Bo", "Cy"]')
records=$(tried '[{ "name": "Ann", "hours": 8 }, { "name": "Bo", "hours": 8 }]' \
  '[{ "name": "Ann", "hours": 8 }, { "name": "Bo", "hours": 6 }]' '[{ "name": "Bo", "hours": 8 }]')
objects=$(tried '{ "Ann": 8, "Bo": 8 }' '{ "Ann": 8, "Bo": 6 }' '{ "Bo": 8 }')
printf 'parse-conflict-json %s\nnames: %s\nrecords: %s\nobjects: %s\n' \
  "$(node -p "require('./node_modules/parse-conflict-json/package.json').version")" "$names" "$records" "$objects"
[ "$names" = '["Zoe","Ann","Cy"]' ] && [ "$records" = '[{"name":"Bo","hours":8},{"hours":6}]' ] && [ "$objects" = '{"Bo":6}' ]
