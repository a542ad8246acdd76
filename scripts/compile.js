// Leaves dist/program compiled for this Node, with all that a usual run needs, and what bin/hfsync.js answers at once in
// dist/program/at-once.json. Run in an empty folder, its output in a pipe.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { load, keep } = createRequire(import.meta.url)(path.join(root, 'bin/load.js'));
const { run } = load('hfsync');

const [agent, help] = [await saidBy(['--version']), await saidBy(['--help'])];
const [program] = agent.split(' ');
writeFileSync(
  path.join(root, 'dist/program/at-once.json'),
  JSON.stringify({ program, help: help.split(agent.trim()) }),
);
const file = (name) => ['--config', path.join(root, name)];
// The second file is not as plain as the first.
const validate = ['hfsync.yaml', 'examples/settled/hfsync.yaml'].map((name) => ['validate', ...file(name)]);
for (const args of [['plan', '--help'], ...validate, ['demo']]) await saidBy(args);
keep();

/** What a command prints. */
async function saidBy(args) {
  const { write } = process.stdout;
  let said = '';
  process.stdout.write = (text, encoding, done = encoding) => {
    said += text;
    if (typeof done === 'function') done();
    return true;
  };
  try {
    await run(args, root);
  } finally {
    process.stdout.write = write;
  }
  return said;
}
