import { chmod, mkdtemp, readdir, rename as move, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan, type PlanOptions } from '../../src/app/plan.ts';
import { show } from '../../src/app/print-plan.ts';
import { validate } from '../../src/app/validate.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { readPlan } from '../../src/report/json.ts';
import { planJson } from '../report/whole.ts';
import { APPLY, PLAN, SHOW } from '../support/options.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

/** Plans that people review: compared, redacted, read by people and programs at once. */

const WEBSITE = 14_308_069;
const doPlan = (at: World, options: Partial<PlanOptions> = {}, setup?: Setup): Promise<Ran> =>
  at.run((env) => plan(env, { ...PLAN, ...options }), setup);
const doApply = (at: World, options: Partial<ApplyOptions> = {}, setup?: Setup): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, ...options }), setup);
const rename = (at: World, name: string, id = WEBSITE) =>
  at.control.edit({ side: 'harvest', kind: 'project', id, values: { name } });
const addProject = (at: World) =>
  at.control.create({ side: 'harvest', values: { name: 'Podcast', client: 5735776 }, kind: 'project' });
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');
const flat = (text: string) => text.replace(/\s+/g, ' ');

/** An honest plan of another Harvest account. */
function ofOthers(text: string): string {
  const here = readPlan(text);
  const there = { ...here, accounts: { ...here.accounts, harvest: { id: 4711, name: 'Others' } } };
  return planJson({ ...there, digest: digestOf(there, null) });
}

/** In step, then renamed and saved. */
async function reviewed(): Promise<World> {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  await rename(at, 'Reviewed name');
  expect(await doPlan(at, { out: 'plan.json' })).toMatchObject({ code: 0 });
  at.control.resetRequests();
  return at;
}

it.each(['text', 'markdown', 'html', 'json'] as const)('the digest is in the %s view', async (format) => {
  const at = await reviewed();
  const { digest } = readPlan(await at.read('plan.json'));
  expect((await doPlan(at, { format })).out).toContain(digest);
  const shown = await at.run((env) => show(env, { ...SHOW, file: 'plan.json', format, redact: true }));
  expect(shown.out).toContain(digest);
});

describe('plan --since', () => {
  it('says that nothing is different', async () => {
    const at = await reviewed();
    const { out } = await doPlan(at, { since: 'plan.json' });
    const { digest, created_at: created } = readPlan(await at.read('plan.json'));
    expect(flat(out)).toContain(
      `Since the plan of ${created}: 0 new, 0 changed, 0 gone, 1 unchanged. Its digest: ${digest}`,
    );
    expect(out).not.toContain('Changed since review');
  });

  it('shows what is new, changed and gone, before the plan itself, in text, Markdown and JSON', async () => {
    const at = await reviewed();
    await rename(at, 'Another name');
    await addProject(at);
    const { out } = await doPlan(at, { since: 'plan.json' });
    expect(flat(out)).toContain('1 new, 1 changed, 0 gone, 0 unchanged.');
    expect(out).toMatch(/Changed since review \(2\)[^]*Before:\n~ project:14308069[^]*Reviewed[^]*Now:[^]*Another/);
    expect(out).toMatch(/New:\n! project:\d+\/- "Podcast"/);
    expect(out.indexOf('Changed since review')).toBeLessThan(out.indexOf('Changes (1)'));
    const markdown = await doPlan(at, { since: 'plan.json', format: 'markdown' });
    expect(markdown.out).toContain('<details><summary>Changed since review (2)</summary>');
    const { since } = readPlan((await doPlan(at, { since: 'plan.json', format: 'json' })).out);
    expect(since).toMatchObject({
      changes: { added: [], different: [{ fields: [{ after: 'Reviewed name' }] }], gone: [], same: 0 },
      manual: { added: [expect.stringContaining('project.new-in-harvest')], different: [], gone: [] },
      conflicts: { added: [], different: [], gone: [], same: 0 },
    });
    expect(writes(at)).toEqual([]);
  });

  it('shows what is gone', async () => {
    const at = await reviewed();
    await rename(at, 'Website');
    const { out } = await doPlan(at, { since: 'plan.json' });
    expect(flat(out)).toContain('0 new, 0 changed, 1 gone, 0 unchanged.');
    expect(out).toMatch(/Gone:\n~ project:14308069\/2001/);
  });

  it.each([
    ['a redacted plan', (text: string) => text.replace('"digest"', '"redacted": true,\n  "digest"'), 'plan.redacted'],
    ['a plan of other accounts', ofOthers, 'plan.other-accounts'],
    ['a plan that was changed', (text: string) => text.replaceAll('Reviewed name', 'Theirs'), 'plan.tampered'],
    ['half a plan', (text: string) => text.slice(0, 200), 'plan.unreadable'],
    ['a newer plan', (text: string) => text.replace('"1.0"', '"2.0"'), 'plan.newer'],
  ])('%s is refused by name', async (_what, spoil, code) => {
    const at = await reviewed();
    await at.write('old.json', spoil(await at.read('plan.json')));
    const ran = await doPlan(at, { since: 'old.json' }, { flags: { json: true } });
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code } });
  });
});

describe('apply FILE that is not what was approved', () => {
  it('is refused with the difference shown, and nothing is written', async () => {
    const at = await reviewed();
    await rename(at, 'Another name');
    const ran = await doApply(at, { file: 'plan.json' });
    expect(ran.code).toBe(5);
    expect(flat(ran.err)).toContain('0 new, 1 changed, 0 gone, 0 unchanged.');
    expect(ran.err).toMatch(/Before:\n~ project:14308069[^]*Now:/);
    expect(ran.err.indexOf('Now:')).toBeLessThan(ran.err.indexOf('is not what was approved'));
    const events = (await doApply(at, { file: 'plan.json' }, { flags: { json: true } })).out.trim().split('\n');
    expect(events.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      ...['version', 'plan_difference', 'diagnostic'],
    ]);
    expect(JSON.parse(events[1]!)).toMatchObject({
      since: { changes: { different: [{ address: 'project:14308069/2001' }] } },
    });
    expect(writes(at)).toEqual([]);
  });

  it('with the digest alone, the plan as it is now is shown', async () => {
    const at = await reviewed();
    const { digest } = readPlan(await at.read('plan.json'));
    await rename(at, 'Another name');
    const ran = await doApply(at, { expect: digest, showsPlan: true });
    expect(ran.code).toBe(5);
    expect(ran.out).toContain('Another');
    expect(ran.out).toContain(readPlan((await doPlan(at, { format: 'json' })).out).digest);
    expect(ran.err).toContain('plan --since FILE');
    expect(writes(at)).toEqual([]);
  });

  it('project.remaining-budget: budget lines that come or go since make a plan stale, numbers in them do not', async () => {
    const at = await world();
    await at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace('budgets: off', 'budgets: auto'));
    await at.control.connect(true);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const review = async (): Promise<{ expect: string }> => {
      await doPlan(at, { out: 'plan.json' });
      at.control.resetRequests();
      return { expect: readPlan(await at.read('plan.json')).digest };
    };
    const nothing = await review();
    expect(readPlan(await at.read('plan.json')).summary.auto).toBe(0);
    await at.control.connect(false);
    for (const approval of [nothing, { file: 'plan.json' }])
      expect(await doApply(at, approval)).toMatchObject({ code: 5 });
    expect(writes(at)).toEqual([]);
    expect(await doApply(at)).toMatchObject({ code: 0 });

    const current = await review();
    const { id } = at.sandbox.world().harvest.projects.find((project) => project.budget === 200)!;
    await at.control.edit({ side: 'harvest', kind: 'project', id, values: { budget: 210 } });
    expect(readPlan((await doPlan(at, { format: 'json' })).out).summary.auto).toBe(1);
    expect(await doApply(at, current)).toMatchObject({ code: 0 });
    expect(writes(at)).toHaveLength(1);

    const still = await review();
    await at.control.connect(true);
    for (const approval of [still, { file: 'plan.json' }])
      expect(await doApply(at, approval)).toMatchObject({ code: 5 });
    expect(writes(at)).toEqual([]);
  });

  it.each([
    ['redacted', (text: string) => text.replace('"digest"', '"redacted": true,\n  "digest"'), 'plan.redacted'],
    ['of other accounts', (text: string) => text, 'plan.other-accounts'],
    ['tampered with', (text: string) => text.replaceAll('Reviewed name', 'Theirs'), 'plan.tampered'],
    ['cut off', (text: string) => text.slice(0, -20), 'plan.unreadable'],
    ['of a newer major', (text: string) => text.replace('"1.0"', '"2.0"'), 'plan.newer'],
    ['no plan', () => '{"a":1}', 'plan.shape'],
  ])('a file that is %s gets its own message, and nothing is asked or written', async (what, spoil, code) => {
    const at = await reviewed();
    await at.write('spoilt.json', spoil(await at.read('plan.json')));
    if (what === 'of other accounts') {
      const config = await at.read('hfsync.yaml');
      await at.write('hfsync.yaml', config.replace(/account: \d+/, 'account: 4711'));
    }
    const ran = await doApply(at, { file: 'spoilt.json' }, { flags: { json: true } });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`"code":"${code}"`);
    expect(at.requests).toEqual([]);
  });
});

describe('--redact', () => {
  /** Every name and e-mail of both accounts that is long enough to be nobody else's word. */
  const secretsOf = (at: World): readonly string[] => {
    const { harvest, forecast } = at.sandbox.world();
    const records: readonly object[] = [
      ...[harvest.users, harvest.projects, harvest.clients, harvest.roles].flat(),
      ...[forecast.people, forecast.projects, forecast.clients].flat(),
    ];
    const texts = records.flatMap((record) =>
      Object.entries(record).flatMap(([key, value]) =>
        /name|email|code|notes/.test(key) && typeof value === 'string' ? [value] : [],
      ),
    );
    return [...new Set(texts)].filter((text) => text.length > 3);
  };

  it.each(['text', 'markdown', 'html', 'json'] as const)(
    'prints no name, no e-mail and no hours, as %s',
    async (format) => {
      const at = await world();
      expect(await doApply(at)).toMatchObject({ code: 0 });
      await rename(at, 'Secret acquisition');
      await at.control.edit({ side: 'harvest', kind: 'person', id: 1782960, values: { capacity: 99_000 } });
      await at.control.edit({
        side: 'forecast',
        kind: 'person',
        id: 3003,
        values: { email: 'new@secret.example' },
        by: 3003,
      });
      await addProject(at);
      const whole = await doPlan(at, { format });
      const { out } = await doPlan(at, { format, redact: true, out: 'plan.json' });
      const secrets = [...secretsOf(at), '27.5', '99000', 'Sample Agency'];
      const shown = (text: string) => secrets.filter((secret) => text.includes(secret));
      expect(shown(whole.out).length).toBeGreaterThan(4);
      expect(shown(out)).toEqual([]);
      // The whole plan stays with those who may see it.
      expect(await at.read('plan.json')).toContain('Secret acquisition');
      const again = await at.run((env) => show(env, { ...SHOW, file: 'plan.json', format, redact: true }));
      expect(again).toMatchObject({ code: 0, err: '' });
      expect(shown(again.out)).toEqual([]);
    },
  );
});

describe('--redact, where it fails', () => {
  it('an error says its code alone', async () => {
    const at = await world();
    at.control.faults.add({
      fault: 'status',
      side: 'forecast',
      method: 'GET',
      path: '/people',
      status: 403,
      times: null,
    });
    const open = await doPlan(at, { redact: true });
    expect(open.code).toBe(1);
    expect(flat(open.err)).toContain('may name records, so --redact hides it.');
    expect(open.err).toMatch(/request\.\w+|plan\.\w+/);
    expect(open.err).not.toContain('/people');
    expect((await doPlan(at)).err).toContain('/people');
  });
});

describe('a symbolic link is not followed', () => {
  const SECRET = 'user: secret-of-somebody';

  /** A file outside, and a folder beside it. */
  async function outside(): Promise<string> {
    const there = await mkdtemp(path.join(tmpdir(), 'hfsync-outside-'));
    onTestFinished(() => rm(there, { recursive: true }));
    await writeFile(path.join(there, 'hfsync.yaml'), SECRET);
    return there;
  }

  it('by hfsync.yaml: no line of what it leads to is shown', async () => {
    const at = await world();
    const there = await outside();
    const link = path.join(at.folder, 'hfsync.yaml');
    const inside = path.join(at.folder, 'real.yaml');
    await move(link, inside);
    await symlink(path.join(there, 'hfsync.yaml'), link);
    for (const ran of [await doPlan(at), await doApply(at), await at.run(validate)]) {
      expect(ran.code).toBe(1);
      expect(ran.err.replaceAll(/\s+/g, ' ')).toContain('a symbolic link that leads out of its folder');
      expect(`${ran.out}${ran.err}`).not.toContain('secret');
    }
    await rm(link);
    await symlink('real.yaml', link);
    expect(await at.run(validate)).toMatchObject({ code: 0 });
  });

  it.each([
    ['plan --json-into', (at: World, file: string) => doPlan(at, { jsonInto: file })],
    ['apply --json-into', (at: World, file: string) => doApply(at, { jsonInto: file })],
    ['plan --out', (at: World, file: string) => doPlan(at, { out: file })],
    ['apply --undo-out', (at: World, file: string) => doApply(at, { undoOut: file })],
  ])('by %s: neither the file, nor a folder on the way', async (_what, run) => {
    const at = await reviewed();
    const there = await outside();
    await symlink(path.join(there, 'new.json'), path.join(at.folder, 'to-file.json'));
    await symlink(there, path.join(at.folder, 'to-folder'));
    for (const file of ['to-file.json', 'to-folder/new.json']) {
      const ran = await run(at, file);
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('passes through a symbolic link') });
    }
    expect(await readdir(there)).toEqual(['hfsync.yaml']);
    expect(writes(at)).toEqual([]);
  });
});

describe('--json-into', () => {
  it('plan: what --json prints goes to a file, what people read to the screen', async () => {
    const at = await world();
    await rename(at, 'Web');
    const { out } = await doPlan(at, { jsonInto: 'plan.json', format: 'markdown' });
    expect(out).toContain('<!-- hfsync:plan -->');
    const there = readPlan(await at.read('plan.json'));
    expect(there.changes).toHaveLength(1);
    expect((await stat(path.join(at.folder, 'plan.json'))).mode & 0o777).toBe(0o600);
    await doPlan(at, { jsonInto: 'plan.json', redact: true });
    expect(readPlan(await at.read('plan.json')).redacted).toBe(true);
  });

  it('apply: events go to a file while people read', async () => {
    const at = await reviewed();
    const ran = await doApply(at, { jsonInto: 'events.ndjson' });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toContain('Apply: 1 done, 0 failed, 0 skipped, 0 stale.');
    const types = (await at.read('events.ndjson'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual([
      ...['version', 'planned_change', 'change_summary', 'apply_start', 'apply_complete', 'change_summary'],
    ]);
    expect(await doApply(at, { jsonInto: 'events.ndjson' })).toMatchObject({ code: 0 });
  });

  it('a refusal is in both', async () => {
    const at = await reviewed();
    const ran = await doApply(at, { autoApprove: false, jsonInto: 'events.ndjson' });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('This plan was not approved');
    expect(await at.read('events.ndjson')).toContain('"code":"apply.unapproved"');
  });

  it.each([
    ['plan --out', 'new.json', (at: World, file: string) => doPlan(at, { out: file, jsonInto: file })],
    ['plan --since', 'plan.json', (at: World, file: string) => doPlan(at, { since: file, jsonInto: `./${file}` })],
    ['apply FILE', 'plan.json', (at: World, file: string) => doApply(at, { file, jsonInto: file })],
    [
      'show FILE',
      'plan.json',
      (at: World, file: string) => at.run((env) => show(env, { ...SHOW, file, jsonInto: file })),
    ],
  ] as const)('is not the file of %s', async (_what, file, run) => {
    const at = await reviewed();
    const before = await at.read('plan.json');
    const ran = await run(at, file);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('are the same file') });
    expect(await at.read('plan.json')).toBe(before);
    expect(writes(at)).toEqual([]);
  });

  it('holds the error where there is one, and is for the owner alone from then on', async () => {
    const at = await reviewed();
    expect(await doPlan(at, { jsonInto: 'out.json' })).toMatchObject({ code: 0 });
    await chmod(path.join(at.folder, 'out.json'), 0o644);
    at.control.faults.add({ fault: 'status', side: 'harvest', method: 'GET', path: '/company', status: 401 });
    expect(await doPlan(at, { jsonInto: 'out.json' })).toMatchObject({ code: 1 });
    expect(JSON.parse(await at.read('out.json'))).toMatchObject({ error: { exit_code: 1 } });
    expect((await stat(path.join(at.folder, 'out.json'))).mode & 0o777).toBe(0o600);
  });

  it('replaces nothing else', async () => {
    const at = await reviewed();
    const before = await at.read('hfsync.yaml');
    expect(await doApply(at, { jsonInto: 'hfsync.yaml' })).toMatchObject({ code: 1 });
    expect(await at.read('hfsync.yaml')).toBe(before);
    expect(await doPlan(at, { jsonInto: 'no/such/folder/plan.json' })).toMatchObject({ code: 1 });
    const other = '{"format_version":"1.2","terraform_version":"1.9.0"}';
    await at.write('tf.json', other);
    expect(await doPlan(at, { jsonInto: 'tf.json' })).toMatchObject({ code: 1 });
    expect(await at.read('tf.json')).toBe(other);
    expect(writes(at)).toEqual([]);
  });

  it('a disk that fills ends the file, not the apply, whose end is 6', async () => {
    const at = await reviewed();
    const ran = await doApply(at, { jsonInto: '/dev/full' });
    expect(ran).toMatchObject({ code: 6 });
    expect(ran.err).toContain('/dev/full ends here');
    expect(writes(at)).toHaveLength(1);
  });
});
