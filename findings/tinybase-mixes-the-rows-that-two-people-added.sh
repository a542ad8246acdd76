#!/usr/bin/env bash
# tinybase 10.0.1: rows that two people add to their `MergeableStore`s are one row after the merge, with cells of both.
#
# Expected: two rows. A `MergeableStore` is made to be changed apart and merged, and `addRow` returns "the unique Id" of the new row. Its page
#           says that this is likely an increasing integer, and nothing of stores that are merged.
# Seen:     both stores give out the id `0`, also with `reuseRowIds` off. After the merge one entry is left: the person and the hours are the
#           later one's, and `billable`, which only the other has, is added to it. The first entry is gone, and nothing tells.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts tinybase@10.0.1
cat >tool.mjs <<'JS'
import { createMergeableStore } from 'tinybase';

function entries(reuse) {
  const first = createMergeableStore();
  const second = createMergeableStore();
  const ids = [first.addRow('entries', { person: 'Ann', hours: 8, billable: true }, reuse)];
  const now = Date.now();
  while (Date.now() === now); // the second one is the later one
  ids.push(second.addRow('entries', { person: 'Bo', hours: 3 }, reuse));
  first.merge(second);
  return `ids ${ids.join(' ')}, entries ${JSON.stringify(first.getTable('entries'))}`;
}
console.log(`reuseRowIds on:  ${entries(true)}`);
console.log(`reuseRowIds off: ${entries(false)}`);
JS
seen=$(node tool.mjs)
printf 'tinybase %s\n%s\n' "$(sed -n 's/.*"version": "\(.*\)".*/\1/p' node_modules/tinybase/package.json)" "$seen"
one='ids 0 0, entries {"0":{"person":"Bo","hours":3,"billable":true}}'
[ "$seen" = "reuseRowIds on:  $one
reuseRowIds off: $one" ]
