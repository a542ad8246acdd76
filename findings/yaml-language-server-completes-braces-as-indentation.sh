#!/usr/bin/env bash
# yaml-language-server 2.0.0: completing an entry between `{` and `}` inserts lines of a block, with the braces once more in front of them.
#
# Expected: within `- {  }`, the completion of an object with the required keys `a` and `b` is text that belongs between braces, such
#           as `a: , b: `, or none is offered.
# Seen:     "a: $1\n  {  }b: $2": what stands before the cursor and after it is taken for the indentation of the second line. Accepted, it
#           leaves a file that is not YAML. Behind a plain `- ` the same completion is right.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund yaml-language-server@2.0.0 yaml@2.8.1
cat >schema.json <<'JSON'
{ "type": "object", "properties": { "list": { "type": "array", "items": {
  "title": "both", "type": "object", "required": ["a", "b"], "properties": { "a": { "type": "string" }, "b": { "type": "string" } } } } } }
JSON
cat >ask.js <<'JS'
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
const server = spawn('node', ['node_modules/yaml-language-server/bin/yaml-language-server', '--stdio'], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const waiting = new Map();
function send(message) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
function receive(message) {
  if (message.method === 'workspace/configuration')
    send({ id: message.id, result: message.params.items.map(() => ({ completion: true, schemaStore: { enable: false } })) });
  else if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null });
  else waiting.get(message.id)?.(message.result);
}
let seen = '';
server.stdout.on('data', (chunk) => {
  seen += chunk;
  for (let end = seen.indexOf('\r\n\r\n'); end >= 0; end = seen.indexOf('\r\n\r\n')) {
    const length = Number(/Content-Length: (\d+)/i.exec(seen)[1]);
    if (seen.length < end + 4 + length) return;
    receive(JSON.parse(seen.slice(end + 4, end + 4 + length)));
    seen = seen.slice(end + 4 + length);
  }
});
let id = 0;
function request(method, params) {
  id += 1;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}
const uri = pathToFileURL('file.yaml').href;
await request('initialize', {
  processId: process.pid,
  rootUri: pathToFileURL('.').href,
  capabilities: { workspace: { configuration: true }, textDocument: { completion: { completionItem: { snippetSupport: true } } } },
});
send({ method: 'initialized', params: {} });
const results = [];
for (const [before, after] of [['  - { ', ' }'], ['  - ', '']]) {
  const head = '# yaml-language-server: $schema=./schema.json\nlist:\n';
  const textDocument = { uri, languageId: 'yaml', version: id, text: `${head}${before}${after}\n` };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  const answer = await request('textDocument/completion', { textDocument: { uri }, position: { line: 2, character: before.length } });
  const both = (answer.items ?? answer).find(({ label }) => label === 'both');
  const text = both?.insertText ?? both?.textEdit?.newText ?? '';
  // Editors indent further lines like the line itself.
  const valid = parseDocument(`list:\n${before}${text.replace(/\$\d/g, 'x').replaceAll('\n', '\n  ')}${after}\n`).errors.length === 0;
  console.log(`${JSON.stringify(before + '|' + after)}: ${JSON.stringify(text)}, ${valid ? 'YAML' : 'not YAML'}`);
  results.push(valid);
}
server.kill();
process.exit(results[0] === false && results[1] === true ? 0 : 1);
JS
node ask.js
