#!/usr/bin/env bash
# @oclif/core 4.14.0: an optional argument that is not given is read from standard input.
#
# Expected: `echo no | tool apply` runs `apply` without FILE, and its question is answered with "no".
# Seen:     FILE is "no". So a script that pipes an answer, or a list of commands fed to bash, makes a tool look for a plan of that
#           name; a required argument is filled in the same way. `ignoreStdin: true` on each argument turns it off.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund @oclif/core@4.14.0
cat >tool.mjs <<'JS'
import { Args, Command } from '@oclif/core';
class Apply extends Command {
  static args = { FILE: Args.string({ ignoreStdin: process.argv[2] === 'ignore' }) };
  async run() {
    const { args } = await this.parse(Apply);
    console.log(`FILE: ${args.FILE ?? '(none)'}`);
  }
}
await Apply.run([], import.meta.url);
JS
plain=$(echo no | node tool.mjs read)
ignoring=$(echo no | node tool.mjs ignore)
printf 'as declared by default:   %s\nwith ignoreStdin: true:   %s\n' "$plain" "$ignoring"
[ "$plain" = 'FILE: no' ] && [ "$ignoring" = 'FILE: (none)' ]
