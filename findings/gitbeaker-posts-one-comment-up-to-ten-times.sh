#!/usr/bin/env bash
# @gitbeaker/rest 43.8.0: one `create` whose answer a proxy loses is sent up to ten times, and each is a comment of its own.
#
# Expected: a POST that is answered 502 fails. GitLab may have done it, and it has no key by which it would know the second one. A client that
#           repeats does so for GET alone, or waits as `Retry-After` says.
# Seen:     GitLab stores the comment, and the proxy before it answers 502 three times. The promise resolves with one comment, four are stored.
#           With 502 throughout it fails after the tenth, and ten are stored, all within a second: the waits of 0.25 ms, 0.5 ms, 1 ms and so on
#           are shorter than any outage. A 429 with `Retry-After: 60` is met in the same way. The README does not tell it, and only a requester
#           of one's own turns it off.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @gitbeaker/rest@43.8.0
cat >tool.mjs <<'JS'
import { createServer } from 'node:http';
import { Gitlab } from '@gitbeaker/rest';

// How many comments GitLab has after one call, and what the caller was told. `answer` gives the status and headers of the nth answer.
async function tried(label, stores, answer) {
  const stored = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests += 1;
    if (stores) stored.push(body);
    const [status, headers] = answer(requests);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify({ id: requests }));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const api = new Gitlab({ host: `http://127.0.0.1:${server.address().port}`, token: 'x' });
  const began = performance.now();
  const told = await api.MergeRequestNotes.create(1, 2, 'The plan has three changes.').then(
    () => 'done',
    () => 'failed',
  );
  const waited = performance.now() - began < 30_000 ? 'no' : 'yes';
  server.close();
  console.log(`${label}: requests ${requests}, comments ${stored.length}, told ${told}, waited ${waited}`);
}
await tried('502 three times', true, (nth) => (nth <= 3 ? [502] : [201]));
await tried('502 throughout', true, () => [502]);
await tried('429 throughout', false, () => [429, { 'Retry-After': '60' }]);
JS
seen=$(node tool.mjs)
printf '@gitbeaker/rest %s\n%s\n' "$(node -p "require('./node_modules/@gitbeaker/rest/package.json').version")" "$seen"
[ "$seen" = '502 three times: requests 4, comments 4, told done, waited no
502 throughout: requests 10, comments 10, told failed, waited no
429 throughout: requests 10, comments 0, told failed, waited no' ]
