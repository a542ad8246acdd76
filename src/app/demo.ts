/** The whole job in a sandbox. In: a folder to work in. Out: a story on the screen. Nothing is left running. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { exists } from '../files/look.ts';
import { userFiles } from '../files/user-files.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/guard.ts';
import { SANDBOX_TOKEN } from '../sandbox/access.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { apply, type ApplyOptions } from './apply.ts';
import { moreRecords, peopleEdit } from './demo-story.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING } from './gather.ts';
import { invocation } from './invocation.ts';
import { plan, type PlanOptions } from './plan.ts';
import { exportLines, sandboxVariables } from './sandbox.ts';
import { joinPrintable, escapeText, printable, type Printable } from '../report/escape.ts';

export const DEMO_FOLDER = '.hfsync-demo';

export async function demo(env: Environment): Promise<ExitCode> {
  const name = await freeFolder(env);
  const folder = path.resolve(env.folder, name);
  const data = path.join(folder, 'data');
  await userFiles.removeAll(folder);
  await userFiles.makeFolder(path.join(folder, 'links'));
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await startSandbox({ clock: env.clock, random: env.random, data });
  const variables = sandboxVariables(sandbox.urls, SANDBOX_TOKEN);
  const inside: Environment = {
    ...env,
    folder,
    variables,
    flags: { ...env.flags, config: 'hfsync.yaml', json: false },
  };
  try {
    await tellStory(inside, sandbox, name);
  } finally {
    await sandbox.stop();
  }
  await userFiles.write(path.join(folder, UNTOUCHED), await digestOf(folder));
  env.out.write(goOn(env, name));
  return EXIT.done;
}

/** A digest of the demo's files, which shows whether somebody has changed them since. */
const UNTOUCHED = '.untouched';
const KEPT = ['hfsync.yaml', 'links/demo.yaml', 'data/world.json'];

/**
 * The folder of the last demo if nobody has changed anything in it, else the next free name: what a user edited stays.
 */
async function freeFolder(env: Environment): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? DEMO_FOLDER : `${DEMO_FOLDER}-${count}`;
    const folder = path.resolve(env.folder, name);
    const left = await userFiles.text(path.join(folder, UNTOUCHED)).catch(() => null);
    if (!exists(folder) || left === (await digestOf(folder))) return name;
  }
}

async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of KEPT) hash.update(await userFiles.text(path.join(folder, file)).catch(() => ''));
  return `${hash.digest('hex')}\n`;
}

const QUIETLY: ApplyOptions = {
  ...{ file: null, autoApprove: true, expect: null, undoOut: null, jsonInto: null },
  ...{ select: EVERYTHING, maxWait: 5, lockTimeout: 0 },
  allow: GUARDS,
  showsPlan: false,
};

async function tellStory(env: Environment, { control }: Sandbox, name: string): Promise<void> {
  const say = (text: string): void => env.out.write(printable`\n## ${escapeText(text)}\n\n`);
  say('1. Two accounts, and the file that links them');
  await writeConfig(env, await moreRecords(control));
  env.out.write(
    printable`${escapeText(name)}/hfsync.yaml says which record is which. The first apply records where both sides agree.\n\n`,
  );
  await mustBeDone(apply({ ...env, flags: { ...env.flags, quiet: true } }, QUIETLY));

  say('2. People edit, on both sides');
  const deeds = await peopleEdit(control);
  env.out.write(joinPrintable(deeds.map((deed) => printable`  - ${escapeText(deed)}\n`)));

  say('3. hfsync plan');
  // A pager would hold up the story.
  await mustBeDone(plan({ ...env, page: null }, PLAN));

  say('4. hfsync apply');
  // The plan was just printed, so only the events are new.
  await mustBeDone(apply(env, QUIETLY));

  say('5. hfsync plan, again: the rest needs a person');
  await mustBeDone(plan({ ...env, flags: { ...env.flags, quiet: true } }, PLAN));
}

const PLAN: PlanOptions = {
  ...{ out: null, since: null, format: 'text', redact: false, jsonInto: null },
  ...{ full: false, detailedExitCode: false, failOn: [], maxWait: 5 },
  select: EVERYTHING,
};

async function writeConfig(env: Environment, links: string): Promise<void> {
  const schemas = path.relative(env.folder, path.join(env.packageFolder, 'schemas'));
  const sample = await userFiles.text(path.join(env.packageFolder, 'hfsync.yaml'));
  // An editor looks for the schema relative to the file.
  const text = sample.replace(/^(# yaml-language-server: \$schema=)\S*\/schemas\//m, `$1${schemas}/`);
  const include = /^include:/m.test(text) ? '' : "\ninclude: ['links/*.yaml']\n";
  await userFiles.write(path.join(env.folder, 'hfsync.yaml'), text + include);
  await userFiles.write(path.join(env.folder, '.gitignore'), '*\n');
  await userFiles.write(path.join(env.folder, 'links/demo.yaml'), links);
}

async function mustBeDone(run: Promise<ExitCode>): Promise<void> {
  const code = await run;
  if (code === EXIT.done) return;
  throw new UserError('demo.failed', `A step of the demo ended with exit code ${code}. Its message is above.`);
}

// Fixed, so that the commands to paste are known before the sandbox runs again.
const PORT = 4100;

function goOn(env: Environment, name: string): Printable {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const urls = { harvest: at(PORT), forecast: at(PORT + 1), id: at(PORT + 2) };
  const folder = escapeText(name);
  const here = escapeText(invocation(env, env.folder));
  const there = escapeText(invocation(env, path.resolve(env.folder, name)));
  return printable`
## Go on yourself

In one terminal, the same two accounts:

  ${here} sandbox --data ${folder}/data --port ${PORT}

In another, resolve an item in ${folder}/hfsync.yaml, then:

${exportLines(sandboxVariables(urls, SANDBOX_TOKEN), '  ')}
  cd ${folder}
  ${there} plan
  ${there} apply
`;
}
