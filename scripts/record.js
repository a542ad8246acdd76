// The picture of the README: a recording of the real program. In: dist (`npm run build`). Out: docs/session.svg.
//
//   node scripts/record.js             writes the picture (`npm run docs` does so too)
//   import { recordSession } from …    its text alone, for the test that compares
//
// A sandbox with the sample agency, in step; three people edit; then the commands of SCREENS, in a pipe of 80 columns, with colour.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sandboxVariables } from '../dist/app/sandbox.js';
import { SANDBOX_TOKEN } from '../dist/sandbox/access.js';
import { startSandbox } from '../dist/sandbox/sandbox.js';
import { svgOf } from './svg.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TITLE = 'hfsync plan, settle, apply and plan again in a terminal';

/** What stands on each screen: the commands, one after the other, and for how many seconds it stays. */
const SCREENS = [
  { seconds: 9, commands: ['hfsync plan'] },
  { seconds: 6, commands: ['hfsync settle person:1782964/3006 --way keep-harvest --yes'] },
  { seconds: 9, commands: ['hfsync apply --auto-approve'] },
  { seconds: 6, commands: ['hfsync plan'] },
];

export async function recordSession() {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-session-'));
  const sandbox = await startSandbox({ clock, random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() } });
  try {
    await writeFile(
      path.join(folder, 'hfsync.yaml'),
      `${await readFile(path.join(root, 'hfsync.yaml'), 'utf8')}\nbudgets: off\n`,
    );
    const variables = {
      ...sandboxVariables(sandbox.urls, SANDBOX_TOKEN),
      PATH: process.env.PATH,
      HOME: folder,
      FORCE_COLOR: '1',
    };
    const typed = (line) => output(line, folder, variables);
    await typed('hfsync apply --auto-approve');
    await edit(sandbox.control);
    const screens = [];
    for (const { seconds, commands } of SCREENS) {
      const lines = [];
      for (const command of commands)
        lines.push(`\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`, ...(await typed(command)));
      screens.push({ seconds, lines });
    }
    return svgOf(screens, TITLE);
  } finally {
    await sandbox.stop();
    await rm(folder, { recursive: true });
  }
}

const clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** As people would, in the web apps. */
async function edit(control) {
  await control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Website 2027' } });
  await control.edit({
    side: 'forecast',
    kind: 'person',
    id: 3003,
    values: { email: 'bo.chen@acme.example' },
    by: 3003,
  });
  await control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
}

/** The lines that a command prints; how long a request took is the one thing that is never twice the same. */
function output(line, cwd, env) {
  const [, ...args] = line.split(' ');
  const child = spawn(process.execPath, [path.join(root, 'bin/hfsync.js'), ...args], { cwd, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0)
        resolve(inPlanOrder(text.replace(/(updated after\s+)\d+\.\d(\s+s)/g, '$10.1$2').trimEnd()).split('\n'));
      else reject(new Error(`${line} ended with ${code}:\n${text}`));
    });
  });
}

/** Writes that are sent at the same time end in any order. Each begins with its sign; its further lines are indented. */
function inPlanOrder(text) {
  return text.replace(/(?<=\n[^\n]*Plan: [^\n]*\n)[^]*(?=\n[^\n]*Apply: )/, (written) =>
    written
      .split(/\n(?! )/)
      .sort()
      .join('\n'),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(path.join(root, 'docs/session.svg'), await recordSession());
}
