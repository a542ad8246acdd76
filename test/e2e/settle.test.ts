import { execFileSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BIN, program, until, type Program } from './program.ts';

/** What waits: a person who is archived on one side, and two projects that Harvest alone has. */
async function waiting(): Promise<Program> {
  const at = await program();
  expect(await at.run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  await at.sandbox.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
  for (const name of ['Podcast', 'Trade fair'])
    await at.sandbox.control.create({ side: 'harvest', kind: 'project', values: { name, client: 5735776 } });
  at.sandbox.control.resetRequests();
  return at;
}

const file = (at: Program): string => readFileSync(path.join(at.folder, 'hfsync.yaml'), 'utf8');
const writes = (at: Program): number => at.sandbox.requests.filter(({ method }) => method !== 'GET').length;

describe('settle on the command line', () => {
  it('carries a way out in the file; the next plan has the item no more', async () => {
    const at = await waiting();
    const before = file(at);
    const dry = await at.run('settle', 'person:1782964/3006', '--way', 'keep-harvest', '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(file(at)).toBe(before);
    const ran = await at.run('settle', 'person:1782964/3006', '--way', 'keep-harvest', '--yes');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain(dry.out);
    expect(file(at)).toBe(before.replace('forecast: 3006 }', 'forecast: 3006, set: { status: active } }'));
    expect(await at.run('settle', '--rule', 'project.new-in-harvest', '--way', 'ignore')).toMatchObject({ code: 1 });
    expect(await at.run('settle')).toMatchObject({ code: 1, err: expect.stringContaining('settle.which') });
    expect(writes(at)).toBe(0);
  });
});

describe.runIf(hasScript())('settle on a terminal', () => {
  interface Sitting {
    /** Waits for a question, and answers it. */
    answer(question: string, typed: string): Promise<void>;
    ended(): Promise<{ readonly code: number | null; readonly seen: string }>;
  }

  function sit(at: Program, ...args: readonly string[]): Sitting {
    const inner = `stty cols 80 rows 24; CI= NO_COLOR=1 '${process.execPath}' '${BIN}' settle ${args.join(' ')}`;
    const child: ChildProcess = at.shell(`exec script -qefc "${inner}" /dev/null`, 'unused');
    let seen = '';
    let read = 0;
    child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    const end = new Promise<number | null>((resolve) => child.on('close', resolve));
    return {
      async answer(question, typed) {
        await until(`it asks: ${question}`, () => seen.indexOf(question, read) >= 0);
        read = seen.length;
        child.stdin?.write(typed);
      },
      ended: async () => ({ code: await end, seen: seen.replaceAll('\r\n', '\n') }),
    };
  }

  it('asks about one item after the other; undoes a step; writes once, after the whole diff', async () => {
    const at = await waiting();
    const before = file(at);
    const sitting = sit(at);
    await sitting.answer('Item 1 of 3', '9\n');
    await sitting.answer('9 is not one of the choices.', '1\n');
    await sitting.answer('Item 2 of 3', 'u\n');
    await sitting.answer('Item 1 of 3', '2\n');
    await sitting.answer('Item 2 of 3', 's\n');
    await sitting.answer('Item 3 of 3', '1\n');
    await sitting.answer('Only yes will be accepted', 'yes\n');
    const { code, seen } = await sitting.ended();
    expect(code).toBe(0);
    expect(seen).toContain('2 items settled in hfsync.yaml');
    expect(seen).toContain('1 item left. hfsync settle asks again.');
    const whole = seen.slice(seen.indexOf('Your choices:'));
    const changed = [...whole.matchAll(/^\+(?!\+\+)(.*)$/gm)].map(([, line]) => line);
    expect(changed.length).toBeGreaterThan(1);
    for (const line of changed) expect(file(at)).toContain(line);
    expect(file(at)).not.toBe(before);
    // No cursor is moved, nothing is coloured, and no line is too long, but for those of the file.
    const asked = seen.slice(seen.indexOf('Item 1 of 3'));
    expect(stripVTControlCharacters(asked)).toBe(asked);
    const long = asked.split('\n').filter((line) => line.length > 80 && !/^[ +-]/.test(line));
    expect(long).toEqual([]);
    expect(writes(at)).toBe(0);

    // Later: only what was left.
    const later = sit(at);
    await later.answer('Item 1 of 1', 'q\n');
    expect(await later.ended()).toMatchObject({ code: 0 });
  }, 60_000);

  it.each([
    ['any answer but yes', 'q\n', 'no\n', 1],
    ['Ctrl-C', '\u0003', null, 130],
  ])('%s: nothing is written', async (_, last, answer, expected) => {
    const at = await waiting();
    const before = file(at);
    const sitting = sit(at);
    await sitting.answer('Item 1 of 3', '1\n');
    await sitting.answer('Item 2 of 3', last);
    if (answer !== null) await sitting.answer('Only yes will be accepted', answer);
    expect((await sitting.ended()).code).toBe(expected);
    expect(file(at)).toBe(before);
  });

  it('the end of the input: what is left is skipped, and nothing is written', async () => {
    const at = await waiting();
    const before = file(at);
    const sitting = sit(at);
    await sitting.answer('Item 1 of 3', '1\n');
    await sitting.answer('Item 2 of 3', '\u0004');
    expect((await sitting.ended()).code).toBe(1);
    expect(file(at)).toBe(before);
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
