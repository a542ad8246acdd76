#!/usr/bin/env bash
# pg-boss 12.38.0: `createQueue` with another policy than the queue has resolves, and the queue keeps its old one.
#
# Expected: an error, or the new policy: a caller that asks for `stately` relies on one active job for each key.
# Seen:     the promise resolves, the queue stays `standard`, and two jobs with one key are active at once. Other options of the call,
#           such as `retryLimit`, are dropped as well. `updateQueue` sets those, but no policy.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
# The Node that pg-boss demands.
npm install --silent --no-audit --no-fund pg-boss@12.38.0 @electric-sql/pglite@0.5.17 node@22.23.3
cat >tool.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PgBoss } from 'pg-boss';
const lite = new PGlite();
const db = {
  async executeSql(text, values) {
    if (values?.length) return lite.query(text, values);
    return (await lite.exec(text)).at(-1) ?? { rows: [] };
  },
};
const boss = new PgBoss({ db, backend: 'pglite', supervise: false, schedule: false, registerInstance: false });
boss.on('error', console.error);
await boss.start();
async function tried(name) {
  await boss.createQueue(name, { policy: 'stately', retryLimit: 7 });
  const { policy, retryLimit } = await boss.getQueue(name);
  for (let count = 0; count < 2; count += 1) {
    await boss.send(name, {}, { singletonKey: 'one' });
    await boss.fetch(name);
  }
  const active = (await boss.findJobs(name)).filter(({ state }) => state === 'active').length;
  return `${name}: policy ${policy}, retryLimit ${retryLimit}, active with one key: ${active}`;
}
await boss.createQueue('old', { policy: 'standard', retryLimit: 3 });
console.log(await tried('old'));
console.log(await tried('new'));
process.exit(0);
JS
seen=$(node_modules/.bin/node tool.mjs)
echo "$seen"
grep -q '^old: policy standard, retryLimit 3, active with one key: 2$' <<<"$seen" && grep -q '^new: policy stately, retryLimit 7, active with one key: 1$' <<<"$seen"
