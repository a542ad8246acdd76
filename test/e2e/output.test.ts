import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, program, until, type Ended, type Program } from './program.ts';

/** Output is not the job: what becomes of it ends no apply in the middle, and leaves nothing open. */
const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const APPLY = ['apply', '--auto-approve', '--no-color'] as const;
const ENDS_EARLY = 'The output ends early because it could not be written (ENOSPC).';
const STACK = /\bat .*\.c?js:\d|bug in hfsync/;
const FULL = '"$@" > /dev/full';

/** In step once, and four projects renamed since. */
async function renamed(): Promise<Program> {
  const at = await program();
  expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
  for (const id of PROJECTS)
    await at.sandbox.control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
  at.sandbox.control.resetRequests();
  return at;
}

const writes = ({ sandbox }: Program): number => sandbox.requests.filter(({ method }) => method !== 'GET').length;
const flat = (text: string): string => text.replace(/[\s│]+/g, ' ');
const inState = ({ folder }: Program): readonly string[] => readdirSync(path.join(folder, '.hfsync')).sort();

/** All that was sent is recorded, and the lock is free. */
async function isInOrder(at: Program): Promise<void> {
  expect(inState(at)).toEqual(['.gitignore', 'state.json', 'state.json.backup']);
  const sent = writes(at);
  expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
  expect(writes(at)).toBe(Math.max(sent, PROJECTS.length));
  expect(await at.run('verify')).toMatchObject({ code: 0 });
}

const hasFull = existsSync('/dev/full');

describe.runIf(hasFull)('stdout on a full disk', () => {
  it.each([['as text', []] as const, ['as JSON', ['--json']] as const])(
    'apply %s goes on to its end: 6, no stack, nothing open',
    async (_how, flags) => {
      const at = await renamed();
      const { code, err } = await ended(at.shell(FULL, ...APPLY, ...flags));
      expect(code).toBe(6);
      expect(flat(err)).toContain(ENDS_EARLY);
      expect(err).not.toMatch(STACK);
      expect(writes(at)).toBe(PROJECTS.length);
      await isInOrder(at);
    },
  );

  it('both screens at once', async () => {
    const at = await renamed();
    expect(await ended(at.shell(`${FULL} 2>&1`, ...APPLY))).toMatchObject({ code: 6, err: '' });
    await isInOrder(at);
  });

  it('where nothing is written to an account: 1, and a plain message', async () => {
    const at = await renamed();
    expect(await at.run('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
    for (const args of [
      ['plan', '--detailed-exitcode'],
      ['plan', '--json'],
      ['show', 'plan.json'],
      ['verify'],
      ['apply', '--auto-approve', '--only', 'company'],
      ['--version'],
    ]) {
      const { code, err } = await ended(at.shell(FULL, ...args));
      expect(code, args.join(' ')).toBe(1);
      expect(flat(err)).toContain(ENDS_EARLY);
      expect(err).not.toMatch(STACK);
    }
    expect(writes(at)).toBe(0);
  });

  it('--json-into: an apply goes on to its end, which is 6; a plan is not whole, 1', async () => {
    const at = await renamed();
    const planned = await at.run('plan', '--json-into', '/dev/full');
    expect(planned).toMatchObject({ code: 1 });
    expect(flat(planned.err)).toContain('/dev/full ends here because it can no longer be written');
    expect(planned.out).toContain('Plan: 4 to sync');
    const applied = await at.run(...APPLY, '--json-into', '/dev/full');
    expect(applied).toMatchObject({ code: 6 });
    expect(flat(applied.err)).toContain('/dev/full ends here');
    expect(applied.out).toContain('4 done');
    await isInOrder(at);
  });
});

describe('a reader that goes away', () => {
  it('hfsync plan | head: quiet', async () => {
    const at = await renamed();
    const { code, out, err } = await ended(
      at.shell('{ "$@"; echo "code $?" >&2; } | head -1', 'plan', '--format', 'html'),
    );
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(2);
    expect(err).toBe('code 0\n');
  });

  it('in the middle of an apply: it goes on to the end', async () => {
    const at = await renamed();
    at.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', delayMs: 300, times: null });
    const child = at.start(...APPLY);
    const end = ended(child);
    await until('a write arrived', () => writes(at) > 0);
    child.stdout?.destroy();
    expect(await end).toMatchObject({ code: 0, err: '' });
    expect(writes(at)).toBe(PROJECTS.length);
    await isInOrder(at);
  });
});

describe('a terminal that goes away', () => {
  it('SIGHUP, even twice: what runs is finished and recorded, 130', async () => {
    const at = await renamed();
    at.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', nth: 1, delayMs: 1000 });
    const child = at.start(...APPLY);
    const end = ended(child);
    await until('a write arrived', () => writes(at) > 0);
    child.kill('SIGHUP');
    let heard = '';
    child.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await until('it heard', () => heard.includes('Interrupted'));
    child.kill('SIGHUP');
    const { code, err } = await end;
    expect(code).toBe(130);
    expect(err).not.toContain('Stopped at once');
    await isInOrder(at);
  });

  it('the terminal itself, under the feet of an apply and of its question', async ({ skip }) => {
    if (!hasScript()) skip('script(1) of util-linux is not here to open a terminal');
    const at = await renamed();
    at.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', nth: 1, delayMs: 1000 });
    const code = path.join(at.folder, 'code');
    const inner = `trap '' HUP; CI= '${process.execPath}' '${path.resolve('bin/hfsync.js')}'`;
    const lost = async (args: string, when: () => boolean): Promise<string> => {
      const terminal = at.shell(`exec script -qfc "${inner} ${args}; echo \\$? > ${code}" typed`, 'unused');
      const end: Promise<Ended> = ended(terminal);
      await until(`${args}: its moment`, when);
      terminal.kill('SIGKILL');
      await end;
      await until(`${args}: it ended`, () => existsSync(code) && readFileSync(code, 'utf8') !== '');
      const said = readFileSync(code, 'utf8').trim();
      execFileSync('rm', [code]);
      return said;
    };
    const asked = (): boolean =>
      existsSync(path.join(at.folder, 'typed')) &&
      readFileSync(path.join(at.folder, 'typed'), 'utf8').includes('Only yes');
    expect(['1', '130']).toContain(await lost('apply', asked));
    expect(writes(at)).toBe(0);
    // SIGHUP may reach it, or only the error of its next output.
    expect(['6', '130']).toContain(await lost('apply --auto-approve', () => writes(at) > 0));
    await isInOrder(at);
  }, 120_000);
});

describe('a pager', () => {
  const LAST = 'Plan: 4 to sync (0 in Harvest, 4 in Forecast), 0 manual, 0 conflicts.';

  /** What a terminal of ten rows shows of a plan, and what went through the pager `tee paged`. */
  async function onTerminal(at: Program, settings: string, args: string): Promise<{ out: string; paged: string }> {
    const paged = path.join(at.folder, 'paged');
    rmSync(paged, { force: true });
    const inner = `stty rows 10 cols 100; ${settings} '${process.execPath}' '${path.resolve('bin/hfsync.js')}' ${args}`;
    const { out } = await ended(at.shell(`exec script -qec "${inner}" /dev/null < /dev/null`, 'unused'));
    return { out, paged: existsSync(paged) ? readFileSync(paged, 'utf8') : '' };
  }

  it('is used on a terminal for what is longer than it, as PAGER says, and nowhere else', async ({ skip }) => {
    if (!hasScript()) skip('script(1) of util-linux is not here to open a terminal');
    const at = await renamed();
    expect(await at.run('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
    for (const args of ['plan', 'show plan.json']) {
      const { out, paged } = await onTerminal(at, "CI= PAGER='tee paged'", args);
      expect(paged, args).toContain(LAST);
      expect(out).toContain(LAST);
    }
    for (const settings of ["CI= PAGER=''", 'CI= PAGER=cat', 'CI= PAGER=no-such-pager', "CI=1 PAGER='tee paged'"]) {
      const { out, paged } = await onTerminal(at, settings, 'show plan.json');
      expect(out, settings).toContain(LAST);
      expect(paged, settings).toBe('');
    }
    expect(await onTerminal(at, "CI= PAGER='tee paged'", 'plan --quiet')).toMatchObject({ paged: '' });
    expect((await onTerminal(at, "CI= PAGER='tee paged'", 'plan | cat')).paged).toBe('');
  }, 180_000);
});

describe('a plan that is piped in', () => {
  it('is read for - alone, and approved by being given', async () => {
    const at = await renamed();
    expect(await at.run('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
    const piped = (...args: readonly string[]) => ended(at.shell('cat plan.json | "$@"', ...args));
    expect((await piped('show', '-')).out).toBe((await at.run('show', 'plan.json')).out);
    const unnamed = await piped('show');
    expect(unnamed).toMatchObject({ code: 1, out: '' });
    expect(unnamed.err).toContain('Missing 1 required arg');
    expect(await ended(at.shell('echo {} | "$@"', 'show', '-'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('The plan on stdin is not an hfsync plan'),
    });
    expect(await piped('apply', '-')).toMatchObject({ code: 0, out: expect.stringContaining('4 done') });
  });
});

function hasScript(): boolean {
  try {
    execFileSync('script', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
