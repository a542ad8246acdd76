#!/usr/bin/env bash
# alchemy 0.94.0: a property that is a Set, a Map, a URL or a regular expression may change, and the resource is not updated.
#
# Expected: props that changed since the last run lead to an update, whatever type they have, or a type that cannot be compared is refused.
# Seen:     the second run calls no handler for these four. It does for a number and for a Date. In the state, all four are `{}`, so what was
#           wanted before is lost.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts alchemy@0.94.0
cat >run.mjs <<'JS'
import alchemy, { Resource } from 'alchemy';
const updated = [];
const Thing = Resource('try::Thing', async function (id, props) {
  if (this.phase === 'delete') return this.destroy();
  if (this.phase === 'update') updated.push(id);
  return { ...props };
});
const one = process.argv[2] === '1';
const app = await alchemy('try', { stage: 'try', quiet: true, noTrack: true });
await Thing('set', { value: new Set([one ? 1 : 2]) });
await Thing('map', { value: new Map([['key', one ? 1 : 2]]) });
await Thing('address', { value: new URL(one ? 'https://one.example/' : 'https://two.example/') });
await Thing('pattern', { value: one ? /one/ : /two/ });
await Thing('number', { value: one ? 1 : 2 });
await Thing('date', { value: new Date(one ? 1 : 2) });
await app.finalize();
console.log(updated.join(' '));
JS
export DO_NOT_TRACK=1
node run.mjs 1 >/dev/null
updated=$(node run.mjs 2 | tail -1)
printf 'alchemy %s\nall six have changed, updated: %s\n' "$(node -p "require('./node_modules/alchemy/package.json').version")" "$updated"
[ "$updated" = 'number date' ]
