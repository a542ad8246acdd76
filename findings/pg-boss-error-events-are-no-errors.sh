#!/usr/bin/env bash
# pg-boss 12.38.0: the `error` event of a worker whose database is away gives an object that is not an Error.
#
# Expected: an Error, as the types say (`error: [error: Error]`), and as the same instance gives for faults outside of workers.
# Seen:     a plain object with copies of `message` and `stack`. `instanceof Error` is false, so handlers and reporters that go by that
#           print "[object Object]" or throw the object away. Each message also names the worker, so the same fault is another one for
#           each worker of the process.
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
let isAway = false;
const db = {
  async executeSql(text, values) {
    if (isAway) throw new Error('the database is away');
    if (values?.length) return lite.query(text, values);
    return (await lite.exec(text)).at(-1) ?? { rows: [] };
  },
};
const boss = new PgBoss({ db, backend: 'pglite', supervise: false, schedule: false, registerInstance: false });
boss.on('error', (event) => {
  if (!/Worker: /.test(event.message)) return;
  console.log(`${process.version}: instanceof Error: ${event instanceof Error}; String(event): ${String(event)}`);
  console.log(`message: ${event.message}`);
  process.exit(event instanceof Error ? 1 : 0);
});
await boss.start();
await boss.createQueue('jobs');
await boss.work('jobs', { pollingIntervalSeconds: 0.5 }, async () => undefined);
isAway = true;
setTimeout(() => process.exit(1), 20_000);
JS
node_modules/.bin/node tool.mjs
