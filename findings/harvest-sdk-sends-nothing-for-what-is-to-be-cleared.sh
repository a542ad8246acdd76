#!/usr/bin/env bash
# @procyon-creative/harvest-sdk 1.0.0: an update that empties a field is sent without that field, and resolves.
#
# Expected: `projects.update(7, { ends_on: null })` asks for a project without an end date, or fails. The type of a project has
#           `ends_on: string | null`, and `update` takes any value.
# Seen:     bodies are form-encoded, and a null has no form there, so the field is left out. Of a project's end date, budget and notes, only
#           the notes are sent, which have a value. An update of nulls alone is a PATCH without a body, and a list that is now empty is left
#           out as well. Each resolves with the project as it stands, so a sync that compares finds the same difference in each run.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @procyon-creative/harvest-sdk@1.0.0
cat >tool.mjs <<'JS'
import { createServer } from 'node:http';
import { Harvest } from '@procyon-creative/harvest-sdk';

let sent;
const server = createServer(async (request, response) => {
  sent = '';
  for await (const chunk of request) sent += chunk;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ id: 7, ends_on: '2026-12-31', budget: 40, notes: 'New' }));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const baseUrl = `http://127.0.0.1:${server.address().port}/v2`;
const harvest = new Harvest({ accountId: '1', accessToken: 'x', baseUrl });

const project = await harvest.projects.update(7, { ends_on: null, budget: null, notes: 'New' });
console.log(`three fields: sent "${sent}", resolved with ends_on ${project.ends_on}, budget ${project.budget}`);
await harvest.projects.update(7, { ends_on: null });
console.log(`null alone:   sent "${sent}"`);
await harvest.users.update(9, { roles: [], is_contractor: true });
console.log(`no roles:     sent "${sent}"`);
server.close();
JS
seen=$(node tool.mjs)
printf '@procyon-creative/harvest-sdk %s\n%s\n' \
  "$(sed -n 's/.*"version": "\(.*\)".*/\1/p' node_modules/@procyon-creative/harvest-sdk/package.json)" "$seen"
[ "$seen" = 'three fields: sent "notes=New", resolved with ends_on 2026-12-31, budget 40
null alone:   sent ""
no roles:     sent "is_contractor=true"' ]
