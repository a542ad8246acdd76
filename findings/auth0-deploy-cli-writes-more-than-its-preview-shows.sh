#!/usr/bin/env bash
# auth0-deploy-cli 8.44.0: `--dry_run --apply` shows one change and writes every record.
#
# Expected: the preview lists what --apply then writes, as a plan does.
# Seen:     of ten applications one has changed in the file. The preview lists one update. Then ten PATCH requests are sent, so an edit that
#           somebody made elsewhere between the preview and the writes is lost on nine that were not shown. Without a change nothing is written.
#           A plain import has no preview and sends a PATCH for each record, changed or not.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts auth0-deploy-cli@8.44.0
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -keyout key.pem -out cert.pem -subj /CN=localhost \
  -addext subjectAltName=IP:127.0.0.1 2>/dev/null
# Answers for applications as the Management API does, and writes down each write.
cat >server.cjs <<'JS'
const fs = require('node:fs');
const kept = new Map(
  Array.from({ length: 10 }, (_, n) => [`c${n}`, { client_id: `c${n}`, name: `Website ${n}`, app_type: 'spa', description: 'first' }]),
);
const options = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };
const server = require('node:https').createServer(options, async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const id = new URL(request.url, 'https://tenant.example').pathname.split('/')[4];
  if (request.method !== 'GET') fs.appendFileSync('writes', `${request.method}\n`);
  if (request.method === 'PATCH') kept.set(id, { ...kept.get(id), ...JSON.parse(body) });
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(id ? kept.get(id) : { start: 0, limit: 100, total: kept.size, clients: [...kept.values()] }));
});
server.listen(0, '127.0.0.1', () => fs.writeFileSync('port', String(server.address().port)));
JS
node server.cjs &
server=$!
until [ -s port ]; do sleep 0.1; done
printf '{"AUTH0_DOMAIN":"127.0.0.1:%s","AUTH0_ACCESS_TOKEN":"x","AUTH0_INCLUDED_ONLY":["clients"]}' "$(cat port)" >config.json
import() { # DESCRIPTION of the first application; the others are as they were
  node -e 'const [text] = process.argv.slice(1); console.log("clients:"); for (let n = 0; n < 10; n++)
    console.log(`  - name: Website ${n}\n    app_type: spa\n    description: ${n === 0 ? text : "first"}`)' "$1" >tenant.yaml
  : >writes
  NODE_EXTRA_CA_CERTS=cert.pem node node_modules/.bin/a0deploy import -c config.json -i tenant.yaml --dry_run --apply >said 2>&1
}
import first
unchanged=$(wc -l <writes)
import second
listed=$(grep -c '│ UPDATE' said)
written=$(wc -l <writes)
printf 'auth0-deploy-cli %s\nwrites without a change: %s\none change: listed %s, written %s\n' \
  "$(node -p "require('./node_modules/auth0-deploy-cli/package.json').version")" "$unchanged" "$listed" "$written"
[ "$unchanged" = 0 ] && [ "$listed" = 1 ] && [ "$written" = 10 ]
