#!/usr/bin/env bash
# alchemy 0.94.0: the same props with their keys in another order are an update, and bytes are one in every run.
#
# Expected: props that are equal lead to no update. Two objects with the same keys and values are equal, and so are two arrays of the same bytes.
# Seen:     the second run updates the resource whose keys stand in another order, also within a nested object. A resource with a Uint8Array
#           is updated in each run, although nothing has changed: what the state gives back is not compared as bytes.
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
await Thing('flat', one ? { a: 1, b: 2 } : { b: 2, a: 1 });
await Thing('nested', { value: one ? { a: 1, b: 2 } : { b: 2, a: 1 } });
await Thing('bytes', { value: new Uint8Array([1, 2]) });
await Thing('list', { value: [1, 2] });
await app.finalize();
console.log(updated.join(' '));
JS
export DO_NOT_TRACK=1
node run.mjs 1 >/dev/null
second=$(node run.mjs 2 | tail -1)
third=$(node run.mjs 2 | tail -1)
printf 'alchemy %s\nupdated by the second run: %s\nupdated by a third one like it: %s\n' \
  "$(node -p "require('./node_modules/alchemy/package.json').version")" "$second" "$third"
[ "$second" = 'flat nested bytes' ] && [ "$third" = bytes ]
