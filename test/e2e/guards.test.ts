import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { program, type Program } from './program.ts';

/** The sample agency in step, with these guards in its file. */
async function agency(guards = ''): Promise<Program> {
  const { run, ...rest } = await program();
  const at: Program = { ...rest, run: (...args) => run(...args, '--no-color') };
  if (guards !== '') {
    const file = path.join(at.folder, 'hfsync.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}guards: { ${guards} }\n`);
  }
  return at;
}

const writes = ({ sandbox }: Program): number => sandbox.requests.filter(({ method }) => method !== 'GET').length;
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const state = ({ folder }: Program): Promise<string | null> =>
  readFile(path.join(folder, '.hfsync/state.json'), 'utf8').catch(() => null);

interface Case {
  readonly guard: string;
  readonly guards?: string;
  /** What people do after the first apply; without it that one is what the guard stops. */
  readonly edits: (control: Sandbox['control']) => Promise<unknown>;
  readonly isFirst?: true;
  readonly reason: string;
  readonly advice: string;
  readonly done: number;
}

const rename = (control: Sandbox['control']) =>
  control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site' } });

const CASES: readonly Case[] = [
  {
    guard: 'max_changes',
    guards: 'max_changes: 0',
    edits: rename,
    reason: '1 change at once, over the limit of 0.',
    advice: 'Check the plan for a bulk edit or a setting that nobody intended.',
    done: 1,
  },
  {
    guard: 'max_role_deletes',
    guards: 'max_role_deletes: 0',
    edits: (control) => control.delete({ side: 'harvest', kind: 'role', id: 617670 }),
    reason: '1 role would be deleted, over the limit of 0.',
    advice: 'Check each role that would be deleted. Everybody who has it loses it on both sides.',
    done: 1,
  },
  {
    guard: 'max_archives',
    guards: 'max_archives: 0',
    edits: (control) => control.archive({ side: 'harvest', kind: 'project', id: 14308069 }),
    reason: '1 archive at once, over the limit of 0.',
    advice: 'Check each record that would be archived. It may be a mistaken bulk edit.',
    done: 1,
  },
  {
    guard: 'first_sync',
    edits: rename,
    isFirst: true,
    reason: 'There is no state yet, and 1 change would overwrite values that were never in sync, or create roles.',
    advice: 'Check which values would be overwritten. `first_sync` says which side wins.',
    done: 1,
  },
];

describe('P15 a guard on the real command line: 4 and nothing written, until it is allowed by its name', () => {
  it.each(CASES)('$guard', async ({ guard, guards, edits, isFirst, reason, advice, done }) => {
    const at = await agency(guards);
    if (!isFirst) expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    await edits(at.sandbox.control);
    const remembered = await state(at);
    const sent = writes(at);

    const plan = await at.run('plan');
    expect(plan.code).toBe(0);
    expect(flat(plan.out)).toContain(`Guard ${guard}: ${reason} ${advice}`);
    expect(flat(plan.out)).toContain(`To apply: --allow ${guard}`);

    const other = guard === 'max_changes' ? 'emptied' : 'max_changes';
    for (const flags of [[], ['--allow', other]]) {
      const stopped = await at.run('apply', '--auto-approve', '--quiet', ...flags);
      expect(stopped.code).toBe(4);
      expect(flat(stopped.err)).toContain('A guard stopped the apply. Nothing was written. apply.guard');
      expect(flat(stopped.err)).toContain(`${guard}: ${reason} ${advice}`);
      expect(stopped.err).toMatch(new RegExp(`If this is intended: --allow ${guard}\n$`));
    }
    expect(writes(at)).toBe(sent);
    expect(await state(at)).toBe(remembered);

    const allowed = await at.run('apply', '--auto-approve', '--allow', guard);
    expect(allowed).toMatchObject({ code: 0, err: '' });
    expect(allowed.out).toMatch(new RegExp(`\nApply: ${done} done, 0 failed, 0 skipped, 0 stale\\.\n$`));
  });

  it('emptied', async () => {
    const at = await agency();
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    const remembered = await state(at);
    const world = at.sandbox.control.dump();
    const projects = world.forecast.projects.filter(({ id }) => id < 2001 || id > 2005);
    await at.sandbox.control.load({ ...world, forecast: { ...world.forecast, projects } });
    const sent = writes(at);
    const reason = "Forecast's projects: 5 of the 5 that the state knows are gone.";
    expect(flat((await at.run('plan')).out)).toContain(`Guard emptied: ${reason}`);
    const stopped = await at.run('apply', '--auto-approve', '--quiet', '--allow', 'max_changes');
    expect(stopped.code).toBe(4);
    expect(flat(stopped.err)).toContain(`emptied: ${reason} Check in that account whether the records were deleted`);
    expect(await state(at)).toBe(remembered);
    expect((await at.run('apply', '--auto-approve', '--allow', 'emptied')).code).toBe(0);
    expect(writes(at)).toBe(sent);
  });

  it('max_changed_share', async () => {
    const at = await agency();
    const file = path.join(at.folder, 'hfsync.yaml');
    const links: string[] = [];
    for (let number = 1; number <= 30; number++) {
      const values = { name: `Client ${number}` };
      const harvest = await at.sandbox.control.create({ side: 'harvest', kind: 'client', values });
      const forecast = await at.sandbox.control.create({ side: 'forecast', kind: 'client', values });
      links.push(`    - { harvest: ${String(harvest['id'])}, forecast: ${String(forecast['id'])} }\n`);
    }
    await writeFile(file, (await readFile(file, 'utf8')).replace('  clients:\n', `  clients:\n${links.join('')}`));
    // Each of them gets its pointer.
    const sent = writes(at);
    const stopped = await at.run('apply', '--auto-approve', '--quiet');
    expect(stopped.code).toBe(4);
    expect(flat(stopped.err)).toMatch(
      /max_changed_share: 30 of the \d+ linked records would change \([\d.]+ %\), over the limit of 50 %\./,
    );
    expect(stopped.err).toMatch(/If this is intended: --allow max_changed_share\n$/);
    expect(writes(at)).toBe(sent);
    expect((await at.run('apply', '--auto-approve', '--allow', 'max_changed_share')).code).toBe(0);
    expect(writes(at)).toBe(sent + 30);
  });

  it('several at once: each is named, and allowing one leaves the other', async () => {
    const at = await agency('max_changes: 0, max_archives: 0');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    await at.sandbox.control.archive({ side: 'harvest', kind: 'project', id: 14308069 });
    const both = await at.run('apply', '--auto-approve', '--quiet');
    expect(both.code).toBe(4);
    expect(both.err).toMatch(/If this is intended: --allow max_changes --allow max_archives\n$/);
    const one = await at.run('apply', '--auto-approve', '--quiet', '--allow', 'max_changes');
    expect(one.code).toBe(4);
    expect(one.err).toMatch(/If this is intended: --allow max_archives\n$/);
    expect(writes(at)).toBe(0);
    const flags = ['--allow', 'max_changes', '--allow', 'max_archives'];
    expect((await at.run('apply', '--auto-approve', ...flags)).code).toBe(0);
  });

  it('a saved plan and a reviewed digest do not pass it; programs read it as JSON; a guard that is none is a usage error', async () => {
    const at = await agency('max_changes: 0');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    await rename(at.sandbox.control);
    const saved = await at.run('plan', '--out', 'plan.json', '--format', 'json');
    const { guards, digest } = JSON.parse(saved.out) as { guards: unknown; digest: string };
    expect(guards).toEqual([
      { guard: 'max_changes', limit: 0, value: 1, reason: '1 change at once, over the limit of 0.' },
    ]);
    expect((await at.run('apply', 'plan.json')).code).toBe(4);
    expect((await at.run('apply', '--expect', digest)).code).toBe(4);
    const events = await at.run('apply', 'plan.json', '--json');
    expect(events.code).toBe(4);
    const lines = events.out.trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as { '@level': string; diagnostic?: { code: string } });
    expect(told.map((each) => `${each['@level']} ${each.diagnostic?.code ?? ''}`.trim())).toEqual([
      ...['info', 'info', 'warn max_changes', 'info', 'error apply.guard'],
    ]);
    expect((await at.run('apply', '--auto-approve', '--allow', 'max_change')).code).toBe(1);
    expect(writes(at)).toBe(0);
    expect((await at.run('apply', 'plan.json', '--allow', 'max_changes')).code).toBe(0);
  });
});
