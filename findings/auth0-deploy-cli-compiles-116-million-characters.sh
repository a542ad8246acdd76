#!/usr/bin/env bash
# auth0-deploy-cli 8.44.0 with ajv 6.15.0: each import compiles a schema of 8 million characters into 116 million characters of JavaScript.
#
# Expected: a file with one kind of resource, and AUTH0_INCLUDED_ONLY set to that kind, is checked against the schema of that kind, within
#           the time that the network takes.
# Seen:     the schema of all 47 kinds is compiled in each run. `prompts` alone is 99 % of it, because the same screens are written out again
#           for each language. An import of 20 applications took 28 s of CPU and 2 GB of memory, nearly all of it for this, before the first
#           request was sent.
# Exit:     0 while more than 100 million characters are compiled, 1 once it is fewer.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts auth0-deploy-cli@8.44.0 ajv@6.15.0
cat >count.cjs <<'JS'
const Ajv = require('ajv');
const schema = require('auth0-deploy-cli/lib/tools/auth0/schema').default;
const length = (value) => JSON.stringify(value).length;
let compiled = 0;
// The options that the tool gives to ajv, and one that sees the code.
const ajv = new Ajv({ useDefaults: true, nullable: true, processCode: (code) => ((compiled += code.length), code) });
ajv.compile(schema);
const share = (100 * length(schema.properties.prompts)) / length(schema);
console.log(`${Object.keys(schema.properties).length} kinds, ${length(schema)} characters, prompts ${share.toFixed(1)} %`);
console.log(compiled);
process.exitCode = compiled > 100_000_000 ? 0 : 1;
JS
node count.cjs
