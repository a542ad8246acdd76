import { chmod, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/app/explain.ts';
import { plan, type PlanOptions } from '../../src/app/plan.ts';
import { show } from '../../src/app/print-plan.ts';
import { stateList, stateShow } from '../../src/app/state.ts';
import { verify } from '../../src/app/verify.ts';
import { RULE_IDS } from '../../src/model/rule.ts';
import { readPlan } from '../../src/report/json.ts';
import { PLAN, SHOW } from '../support/options.ts';
import { world, type World } from './world.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OPTIONS: PlanOptions = { ...PLAN, maxWait: 120 };

const rename = (at: World, name: string) =>
  at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name } });
const addProject = (at: World) =>
  at.control.create({ side: 'harvest', values: { name: 'Podcast', client: 5735776 }, kind: 'project' });

describe('plan', () => {
  it('says so when both accounts agree, and touches neither accounts nor state', async () => {
    const at = await world();
    const ran = await at.run((env) => plan(env, OPTIONS));
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/No changes\. Harvest and Forecast agree with hfsync\.yaml\.\n$/);
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    await expect(stat(path.join(at.folder, '.hfsync'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['nothing', { detailed: 0, failOn: 0 }, () => Promise.resolve()],
    ['a change', { detailed: 2, failOn: 0 }, (at: World) => rename(at, 'Web site')],
    ['a manual item', { detailed: 3, failOn: 3 }, addProject],
  ])('%s: exit codes', async (_, expected, edit) => {
    const at = await world();
    await edit(at);
    expect(await at.run((env) => plan(env, OPTIONS))).toMatchObject({ code: 0 });
    expect(await at.run((env) => plan(env, { ...OPTIONS, detailedExitCode: true }))).toMatchObject({
      code: expected.detailed,
    });
    expect(await at.run((env) => plan(env, { ...OPTIONS, failOn: ['manual', 'conflict'] }))).toMatchObject({
      code: expected.failOn,
    });
    expect(await at.run((env) => verify(env, OPTIONS))).toMatchObject({ code: expected.detailed });
  });

  it('saves a plan for its owner alone, which show prints the same', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const planned = await at.run((env) => plan(env, { ...OPTIONS, out: 'plan.json' }));
    expect((await stat(path.join(at.folder, 'plan.json'))).mode & 0o777).toBe(0o600);
    expect(await at.run((env) => show(env, { ...SHOW, file: 'plan.json' }))).toMatchObject({
      code: 0,
      out: planned.out,
    });
    const json = await at.run((env) => show(env, { ...SHOW, file: 'plan.json', format: 'json' }));
    expect(json.out).toBe(await at.read('plan.json'));
    expect(readPlan(json.out).summary).toMatchObject({ auto: 1, forecast: 1 });
    // Saving again replaces the plan.
    expect(await at.run((env) => plan(env, { ...OPTIONS, out: 'plan.json' }))).toMatchObject({ code: 0 });
  });

  it('prints it as a page, the same from both commands, also with --quiet', async () => {
    const at = await world();
    await rename(at, 'Web <b>site</b>');
    const planned = await at.run((env) => plan(env, { ...OPTIONS, out: 'plan.json', format: 'html' }), {
      flags: { quiet: true },
    });
    expect(planned).toMatchObject({ code: 0, err: '' });
    expect(planned.out).toMatch(/^<!doctype html>\n.*Web &lt;b&gt;site&lt;\/b&gt;.*<\/html>\n$/s);
    expect(await at.run((env) => show(env, { ...SHOW, file: 'plan.json', format: 'html' }))).toMatchObject({
      code: 0,
      out: planned.out,
    });
  });

  it('never overwrites a file that is no plan', async () => {
    const at = await world();
    const ran = await at.run((env) => plan(env, { ...OPTIONS, out: 'hfsync.yaml' }));
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/plan\.overwrite/);
    expect(await at.read('hfsync.yaml')).toMatch(/^# yaml-language-server/);
  });

  it('says why a plan cannot be saved', async () => {
    const at = await world();
    expect((await at.run((env) => plan(env, { ...OPTIONS, out: 'no/such/folder.json' }))).err).toMatch(
      /There is no folder.*plan\.unwritable/s,
    );
    for (const [out, said] of [
      ['.', '. is a folder, not a file.'],
      ['./', './ is a folder, not a file.'],
      ['no/', 'There is no folder no.'],
    ] as const)
      expect((await at.run((env) => plan(env, { ...OPTIONS, out }))).err).toContain(said);
    expect((await at.run((env) => show(env, { ...SHOW, file: '.' }))).err).toMatch(
      /^Error: \. is a folder, not a file/,
    );
    expect((await at.run((env) => show(env, { ...SHOW, file: 'none.json' }))).err).toMatch(
      /There is no file none\.json/,
    );
  });

  it('P17 is the same byte for byte, created_at apart', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const once = await at.run((env) => plan(env, { ...OPTIONS, format: 'json' }));
    const again = await at.run((env) => plan(env, { ...OPTIONS, format: 'json' }));
    const still = (text: string): string => text.replace(/"created_at": ".*"/, '');
    expect(still(again.out)).toBe(still(once.out));
  });

  it('P10 is the same whatever the size of the pages that it was read from', async () => {
    const changesAt = async (pageSize: number): Promise<unknown> => {
      const at = await world({ pageSize });
      await rename(at, 'Web site');
      await addProject(at);
      const { code, out } = await at.run((env) => plan(env, { ...OPTIONS, format: 'json' }));
      expect(code).toBe(0);
      const { created_at: _, cost: __, ...rest } = JSON.parse(out) as Record<string, unknown>;
      return rest;
    };
    const whole = await changesAt(2000);
    expect(whole).toMatchObject({ summary: { auto: 1, manual: 1 } });
    for (const pageSize of [1, 2, 3]) expect(await changesAt(pageSize)).toEqual(whole);
  });

  it('--only and --except take addresses that exist', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const select = (only: string[], except: string[]) =>
      at.run((env) => plan(env, { ...OPTIONS, select: { only, except }, format: 'json' }));
    expect(readPlan((await select(['project:14308069/2001'], [])).out).summary.auto).toBe(1);
    expect(readPlan((await select([], ['project:14308069/2001'])).out).summary.auto).toBe(0);
    expect(await select(['project:1/'], [])).toMatchObject({
      code: 1,
      err: expect.stringContaining('"project:1/" is not an address'),
    });
    expect((await select(['project:1/2'], [])).code).toBe(1);
  });

  it('--only takes one end, a kind, a rule, a pattern and a line of the file', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const text = await at.read('hfsync.yaml');
    const line = text.split('\n').findIndex((each) => each.includes('14308069')) + 1;
    for (const part of ['project:14308069/*', '2001', 'projects', 'project.name', 'Web s*', `hfsync.yaml:${line}`]) {
      const only = await at.run((env) =>
        plan(env, { ...OPTIONS, select: { only: [part], except: [] }, format: 'json' }),
      );
      expect(readPlan(only.out).changes.map(({ address }) => address)).toEqual(['project:14308069/2001']);
      const rest = await at.run((env) =>
        plan(env, { ...OPTIONS, select: { only: [], except: [part] }, format: 'json' }),
      );
      expect(readPlan(rest.out).summary.auto).toBe(0);
    }
    const elsewhere = `${path.relative(ROOT, at.folder)}/hfsync.yaml:${line}`;
    const from = await at.run((env) =>
      plan(
        { ...env, folder: ROOT, flags: { ...env.flags, config: path.join(at.folder, 'hfsync.yaml') } },
        { ...OPTIONS, select: { only: [elsewhere], except: [] }, format: 'json' },
      ),
    );
    expect(readPlan(from.out)).toMatchObject({ select: { only: [`hfsync.yaml:${line}`] }, summary: { auto: 1 } });
    const none = await at.run((env) => plan(env, { ...OPTIONS, select: { only: ['hfsync.yaml:1'], except: [] } }));
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no entry under links on this line.'),
    });
  });

  it('tells what is wrong with the file, as text and as one JSON object', async () => {
    const at = await world();
    await at.write('hfsync.yaml', 'version: 1\nharvst: {}\n');
    const text = await at.run((env) => plan(env, OPTIONS));
    expect(text).toMatchObject({ code: 1, out: '' });
    expect(text.err).toMatch(/hfsync\.yaml:2:1/);
    const json = await at.run((env) => plan(env, { ...OPTIONS, format: 'json' }), { flags: { json: true } });
    expect(json).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({
      error: { code: 'config.invalid', exit_code: 1, diagnostics: expect.any(Array) },
    });
  });

  it.each([
    ['a wrong token', { HARVEST_TOKEN: 'wrong' }, /HARVEST_TOKEN/],
    ['no token', { FORECAST_TOKEN: undefined }, /FORECAST_TOKEN/],
    ['an address that is not safe', { HFSYNC_HARVEST_URL: 'http://example.com' }, /HFSYNC_HARVEST_URL/],
    ['a key that is none', { HFSYNC_STATE_KEY: 'short' }, /HFSYNC_STATE_KEY/],
  ])('%s: exit 1 with the name of the variable', async (_, variables, words) => {
    const at = await world();
    const ran = await at.run((env) => plan(env, OPTIONS), { variables });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(words);
    expect(ran.err).not.toMatch(/wrong$/m);
  });

  it('P20 --verbose tells every request, without the token', async () => {
    const at = await world();
    const ran = await at.run((env) => plan(env, OPTIONS), { flags: { verbose: true } });
    expect(ran.err).toMatch(/^Harvest: GET \/company → 200, \d+ ms$/m);
    expect(ran.err.match(/^(Harvest|Forecast): GET/gm)?.length).toBe(at.requests.length);
  });

  it('--quiet prints the summary line alone', async () => {
    const at = await world();
    const ran = await at.run((env) => plan(env, OPTIONS), { flags: { quiet: true } });
    expect(ran.out).toBe('No changes. Harvest and Forecast agree with hfsync.yaml.\n');
  });

  it('an interrupt while reading ends with 130', async () => {
    const at = await world();
    const ran = await at.run((env) => plan(env, OPTIONS), { onInterrupt: (interrupt) => interrupt() });
    expect(ran).toMatchObject({ code: 130, out: '' });
  });
});

describe('explain and state', () => {
  it('explains a rule offline, and suggests the nearest', async () => {
    const at = await world();
    expect((await at.run((env) => explain(env, { about: 'project.name', maxWait: 0 }))).out).toMatch(
      /^project\.name: /,
    );
    const all = await at.run((env) => explain(env, { about: null, maxWait: 0 }));
    expect(all.out.match(/^\S+/gm)).toEqual([...RULE_IDS]);
    const unknown = await at.run((env) => explain(env, { about: 'projet.name', maxWait: 0 }));
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean project.name?') });
    expect(at.requests).toHaveLength(0);
  });

  it('explains the code of an error and a guard', async () => {
    const at = await world();
    const ran = await at.run((env) => explain(env, { about: 'state.locked', maxWait: 0 }));
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toMatch(/^state\.locked: Another run holds the lock/);
    expect((await at.run((env) => explain(env, { about: 'emptied', maxWait: 0 }))).out).toContain('--allow emptied');
  });

  it('explains a record field by field', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const ran = await at.run((env) => explain(env, { about: 'project:14308069/2001', maxWait: 0 }));
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/Harvest {3}"Web site"\n {4}Forecast {2}"Website"/);
  });

  it('explains every word of the glossary offline', async () => {
    const at = await world();
    const page = await readFile(path.join(ROOT, 'docs/glossary.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (?!word |-)([^|]+?) *\|/gm)].flatMap(([, words]) => words!.split(', '));
    expect(rows).toEqual(expect.arrayContaining(['baseline', 'have', 'manual item', 'part']));
    for (const word of rows) {
      for (const about of [word, word.toUpperCase(), `${word}s`, word.replace(' ', '-')]) {
        const ran = await at.run((env) => explain(env, { about, maxWait: 0 }));
        expect(ran).toMatchObject({ code: 0, err: '', out: expect.stringMatching(new RegExp(`^[a-z ,]*${word}`)) });
      }
    }
    const json = await at.run((env) => explain(env, { about: 'baseline', maxWait: 0 }), { flags: { json: true } });
    expect(JSON.parse(json.out)).toMatchObject({ words: ['baseline'], meaning: expect.stringContaining('both sides') });
    expect(at.requests).toHaveLength(0);
  });

  it('finds a record by name, by one id, by one end, and by its line', async () => {
    const at = await world();
    const text = await at.read('hfsync.yaml');
    const line = text.split('\n').findIndex((each) => each.includes('14308070')) + 1;
    const forms = [
      'Online shop',
      'online SHOP',
      'nline s',
      'project:Online*',
      '14308070',
      'project:2003',
      'project:*/2003',
    ];
    for (const about of [...forms, `hfsync.yaml:${line}`]) {
      const ran = await at.run((env) => explain(env, { about, maxWait: 0 }));
      expect(ran).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringMatching(/^project:14308070\/2003 "Online shop"/),
      });
    }
  });

  it('lists the records of one name, and explains one that hfsync leaves alone', async () => {
    const at = await world();
    for (const client of [1001, 1002])
      await at.control.create({ side: 'forecast', kind: 'project', values: { name: 'Podcast', client } });
    const several = await at.run((env) => explain(env, { about: 'podcast', maxWait: 0 }));
    expect(several).toMatchObject({ code: 1, out: '' });
    expect(several.err).toMatch(
      /2 records fit "podcast"[^]*project:-\/\d+ "Podcast" \(Acme\)\n *project:-\/\d+ "Podcast" \(Umbrella\)/,
    );
    for (const [about, why] of [
      ['Meeting room 1', '`ignore` in hfsync.yaml names it'],
      ['2000', "Forecast's own project for time off"],
      ['project:-/2000', "Forecast's own project for time off"],
    ] as const)
      expect((await at.run((env) => explain(env, { about, maxWait: 0 }))).out).toContain(why);
    const none = await at.run((env) => explain(env, { about: 'Nobody', maxWait: 0 }));
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringContaining('"Nobody" is not a rule, a code, a word, or a record'),
    });
    const near = await at.run((env) => explain(env, { about: 'basline', maxWait: 0 }));
    expect(near).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean baseline?') });
  });

  it('has no state before the first apply', async () => {
    const at = await world();
    expect((await at.run((env) => stateList(env))).out).toBe('There is no state yet: nothing has been applied.\n');
    expect(await at.run((env) => stateShow(env, 'project:14308069/2001'))).toMatchObject({ code: 1 });
  });
});

describe('validate', () => {
  it('checks the names of variables, not their values', async () => {
    const { validate } = await import('../../src/app/validate.ts');
    const at = await world();
    const variables = { HARVEST_TOKEN: undefined, FORECAST_TOKEN: undefined };
    expect(await at.run((env) => validate(env), { variables })).toMatchObject({ code: 0, err: '' });
    await at.write('hfsync.yaml', 'version: 2\n');
    expect(await at.run((env) => validate(env))).toMatchObject({ code: 1, out: '' });
    const json = await at.run((env) => validate(env), { flags: { json: true } });
    expect(JSON.parse(json.out)).toMatchObject({ valid: false });
    await chmod(path.join(at.folder, 'hfsync.yaml'), 0o600);
    expect(at.requests).toHaveLength(0);
  });
});
