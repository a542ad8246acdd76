#!/usr/bin/env bash
# @oclif/core 4.14.0: a flag with a default and `dependsOn` makes the command refuse to run without the other flag.
#
# Expected: `tool` runs with seed 1; `dependsOn: ['agency']` speaks of those who write --seed.
# Seen:     "All of the following must be provided when using --seed: --agency", although nobody wrote --seed: the default counts as
#           given. `exclusive` leaves defaults out, and a flag without a default may depend on another.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund @oclif/core@4.14.0
cat >tool.mjs <<'JS'
import { Flags, Parser } from '@oclif/core';
const agency = Flags.integer();
const tried = {
  'dependsOn, default': { agency, seed: Flags.integer({ default: 1, dependsOn: ['agency'] }) },
  dependsOn: { agency, seed: Flags.integer({ dependsOn: ['agency'] }) },
  'exclusive, default': { agency, seed: Flags.integer({ default: 1, exclusive: ['agency'] }) },
};
for (const [name, flags] of Object.entries(tried)) {
  const argv = name.startsWith('exclusive') ? ['--agency', '3'] : [];
  const end = await Parser.parse(argv, { flags }).then(() => 'runs', (error) => `refused: ${error.message.split('\n').join(' ')}`);
  console.log(`${name}: ${end}`);
}
JS
seen=$(node tool.mjs)
echo "$seen"
grep -q '^dependsOn, default: refused' <<<"$seen" && grep -q '^dependsOn: runs' <<<"$seen" && grep -q '^exclusive, default: runs' <<<"$seen"
