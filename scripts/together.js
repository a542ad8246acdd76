// Runs scripts of package.json at the same time: `node scripts/together.js types lint`. What each prints comes out whole, when it
// ends. Exit 1 if one of them failed.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const results = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = results.every((code) => code === 0) ? 0 : 1;

async function run(name) {
  const script = spawn(`npm run ${name} 2>&1`, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => script.once('close', resolve));
  const printed = await text(script.stdout);
  process.stdout.write(printed);
  return ended;
}
