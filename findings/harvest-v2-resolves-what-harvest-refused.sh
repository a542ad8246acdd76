#!/usr/bin/env bash
# harvest-v2 3.0.0: a write that Harvest refused resolves like one that was done, and the callback gets what was done as its error.
#
# Expected: as the page says. Its promises have a `.catch`, `harvest.options.resolveWithFullResponse` gives the response and so the status, and
#           a callback is called with `(error, response, results)`.
# Seen:     `update` that is answered 422 and `list` with an expired token, answered 401, resolve with the body, so whoever waits for them goes
#           on as if all was well. With `resolveWithFullResponse` the result is the same, without a status. A callback gets the body of a
#           good answer as `error` and nothing else, so the page's `if (!error)` is never true.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts harvest-v2@3.0.0
cat >tool.cjs <<'JS'
const Harvest = require('harvest-v2');

const ANSWERS = {
  PATCH: [422, { message: 'Name has already been taken' }],
  GET: [401, { error: 'invalid_token', error_description: 'The access token provided is expired.' }],
  POST: [201, { id: 7, name: 'Acme' }],
};
const server = require('node:http').createServer((request, response) => {
  const [status, body] = ANSWERS[request.method];
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', async () => {
  const harvest = new Harvest({ account_ID: '1', access_token: 'x', user_agent: 'Try (ann@example.com)' });
  const { clients } = harvest;
  clients.baseUri = `http://127.0.0.1:${server.address().port}/v2/clients`;
  const tried = (label, promise) =>
    promise.then(
      (result) => console.log(`${label}: resolved with ${Object.keys(result)}`),
      () => console.log(`${label}: rejected`),
    );
  await tried('update, 422', clients.update(7, { name: 'Acme' }));
  await tried('list, 401', clients.list());
  harvest.options.resolveWithFullResponse = true;
  await tried('update, 422, full response', clients.update(7, { name: 'Acme' }));
  await clients.create({ name: 'Acme' }, (error, response, results) =>
    console.log(`create, 201, callback: error ${JSON.stringify(error)}, response ${response}, results ${results}`),
  );
  server.close();
});
JS
seen=$(node tool.cjs)
printf 'harvest-v2 %s\n%s\n' "$(node -p "require('./node_modules/harvest-v2/package.json').version")" "$seen"
[ "$seen" = 'update, 422: resolved with message
list, 401: resolved with error,error_description
update, 422, full response: resolved with message
create, 201, callback: error {"id":7,"name":"Acme"}, response undefined, results undefined' ]
