import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { doctor } from '../../src/app/doctor/doctor.ts';
import type { Checkup } from '../../src/model/checkup.ts';
import { settle } from '../../src/app/settle.ts';
import { GUARDS } from '../../src/model/guard.ts';
import type { World as Data } from '../../src/sandbox/world.ts';
import { APPLY } from '../support/options.ts';
import { TOKEN } from '../support/canary.ts';
import { world, type Setup, type World } from './world.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/doctor.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv({ strict: false }).compile(schema);

async function examined(at: World, setup: Setup = {}): Promise<{ code: number; checkup: Checkup }> {
  const { code, out } = await at.run((env) => doctor(env, { maxWait: 5 }), { ...setup, flags: { json: true } });
  const checkup = JSON.parse(out) as Checkup;
  expect(validate(checkup)).toBe(true);
  return { code, checkup };
}
async function edited(at: World, change: (data: Data) => void): Promise<void> {
  const data = structuredClone(at.sandbox.world());
  change(data);
  await at.control.load(data);
}
const codes = ({ findings }: Checkup) => findings.map(({ code, address }) => `${code} ${address ?? ''}`);
const wrong = ({ checks }: Checkup) =>
  checks.filter(({ status }) => status === 'error' || status === 'warning').map(({ code }) => code);

describe('the surroundings', () => {
  it('the sample agency: nothing wrong around it, every check is told, and nothing is written', async () => {
    const at = await world();
    const { checkup } = await examined(at);
    expect(wrong(checkup)).toEqual([]);
    expect(new Set(checkup.checks.map(({ code }) => code))).toEqual(
      new Set([
        ...[
          'doctor.node',
          'doctor.proxy',
          'doctor.tls',
          'doctor.config',
          'doctor.contact',
          'doctor.state',
          'doctor.lock',
        ],
        ...['doctor.products', 'doctor.token', 'doctor.rights', 'doctor.clock', 'doctor.pairing', 'doctor.rate'],
      ]),
    );
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    await expect(at.read('.hfsync/state.json')).rejects.toThrow('ENOENT');
  });

  it('a file with a mistake, a wrong token, a wrong account: exit 1 and what to do', async () => {
    const at = await world();
    const file = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', `${file}\nconflict: manual\n`);
    expect(wrong((await examined(at)).checkup)).toEqual(['doctor.config']);
    await at.write('hfsync.yaml', file);
    const token = await examined(at, { variables: { HARVEST_TOKEN: `${TOKEN}x` } });
    expect(token.code).toBe(1);
    expect(wrong(token.checkup)).toContain('doctor.token');
    await at.write('hfsync.yaml', file.replace('1234567', '7654399'));
    expect(wrong((await examined(at)).checkup)).toContain('doctor.products');
  });

  it('a Manager of Harvest: what is missing is named', async () => {
    const at = await world({ tokens: [{ token: TOKEN, as: 'administrator' }] });
    const owner = at.sandbox.world().harvest.me;
    await at.control.load({
      ...at.sandbox.world(),
      harvest: {
        ...at.sandbox.world().harvest,
        users: at.sandbox
          .world()
          .harvest.users.map((user) => (user.id === owner ? { ...user, access_roles: ['manager'] } : user)),
      },
    });
    const { code, checkup } = await examined(at);
    expect(code).toBe(1);
    expect(checkup.checks.find(({ status }) => status === 'error')).toMatchObject({
      code: 'doctor.rights',
      fix: expect.stringContaining('permission to edit projects') as string,
    });
  });
});

describe('the data', () => {
  it('mistakes are found, each with its record and what to do', async () => {
    const at = await world();
    expect((await at.run((env) => apply(env, APPLY))).code).toBe(0);
    const before = codes((await examined(at)).checkup);
    const { control } = at;
    const make = async (side: 'harvest' | 'forecast', kind: 'project' | 'person', values: object) =>
      ((await control.create({ side, kind, values: values as never })) as { id: number }).id;
    await make('harvest', 'project', { client: 5735776, name: 'Website', code: 'TWICE' });
    await make('harvest', 'project', { client: 5735776, name: 'Another', code: 'TWICE' });
    const lost = await make('forecast', 'project', { client: 1001, name: 'Lost', pointer: 99 });
    const nobody = await make('forecast', 'person', { first_name: 'No', last_name: 'Mail' });
    const file = await at.read('hfsync.yaml');
    await at.write(
      'hfsync.yaml',
      file.replace(
        '{ name: Website, harvest: 14308069, forecast: 2001 }',
        '{ name: Website, harvest: 14308069, forecast: 2001, set: { name: Website } }',
      ),
    );
    const { code, checkup } = await examined(at);
    expect(code).toBe(3);
    const news = codes(checkup).filter((each) => !before.includes(each));
    expect(news).toEqual(
      expect.arrayContaining([
        expect.stringContaining('lint.name-doubled project:14308069/2001'),
        expect.stringContaining('lint.code-doubled project:'),
        `lint.pointer-dangling project:-/${lost}`,
        `lint.email-missing person:-/${nobody}`,
        'lint.set-useless project:14308069/2001',
      ]),
    );
    expect(checkup.findings.find(({ code }) => code === 'lint.set-useless')?.edits).toEqual([
      { op: 'change', kind: 'project', harvest: 14308069, forecast: 2001, to: { unset: ['name'] } },
    ]);
  });

  it('pairs that disagree about dates, and pointers that name each other, are told of once', async () => {
    const at = await world();
    const before = codes((await examined(at)).checkup);
    await edited(at, (data) => {
      data.harvest.projects.find(({ id }) => id === 14308069)!.starts_on = '2026-03-01';
      data.forecast.projects.find(({ id }) => id === 2001)!.start_date = '2026-03-02';
      // Only one side has it.
      data.harvest.projects.find(({ id }) => id === 14308070)!.ends_on = '2026-05-01';
      data.forecast.projects.find(({ id }) => id === 2003)!.end_date = null;
      data.forecast.clients.find(({ id }) => id === 1001)!.harvest_id = 5735774;
      data.forecast.clients.find(({ id }) => id === 1002)!.harvest_id = 5735776;
    });
    const { checkup } = await examined(at);
    expect(codes(checkup).filter((each) => !before.includes(each))).toEqual([
      'lint.dates-differ project:14308069/2001',
      'lint.pointers-crossed client:5735776/1001',
    ]);
    expect(checkup.findings.find(({ code }) => code === 'lint.dates-differ')?.text).toBe(
      'The dates differ: it starts on 2026-03-01 in Harvest and on 2026-03-02 in Forecast.',
    );
  });

  it('near twins are found from either side, each two once', async () => {
    const at = await world();
    const add = async (side: 'harvest' | 'forecast', name: string) =>
      ((await at.control.create({ side, kind: 'client', values: { name } })) as { id: number }).id;
    const here = await add('harvest', 'Globex');
    const there = await add('forecast', 'Globex Inc');
    const old = await add('harvest', 'Hooli');
    await at.control.edit({ side: 'harvest', kind: 'client', id: old, values: { status: 'archived' } });
    const young = await add('forecast', 'Hooli Inc');
    const { findings } = (await examined(at)).checkup;
    expect(
      findings.filter(({ code }) => code === 'lint.near-twin').map(({ address, edits }) => [address, edits]),
    ).toEqual([
      [`client:-/${young}`, [{ op: 'link', kind: 'client', harvest: old, forecast: young }]],
      [`client:${here}/-`, [{ op: 'link', kind: 'client', harvest: here, forecast: there }]],
    ]);
  });

  it('each edit of a finding is what settle does by its key, and the finding is gone then', async () => {
    const at = await world();
    await at.control.create({ side: 'harvest', kind: 'client', values: { name: 'Globex' } });
    await at.control.create({ side: 'forecast', kind: 'client', values: { name: 'Globex Inc' } });
    const file = await at.read('hfsync.yaml');
    await at.write(
      'hfsync.yaml',
      file
        .replace('forecast: 2001 }', 'forecast: 2001, set: { name: Website } }')
        .replace(
          /^ignore:\n/m,
          "ignore:\n  clients_with_projects: { harvest: [Nobody, 77] }\n  projects: { forecast: ['No such*'] }\n",
        ),
    );
    expect((await at.run((env) => apply(env, { ...APPLY, allow: GUARDS }))).code).toBe(0);
    const { checkup } = await examined(at);
    const able = checkup.findings.filter(({ settle }) => settle !== null);
    expect(able.map(({ code, settle }) => [code, settle?.way])).toEqual([
      ['lint.ignore-useless', 'unignore'],
      ['lint.ignore-useless', 'unignore'],
      ['lint.ignore-useless', 'unignore'],
      ['lint.near-twin', 'link'],
      ['lint.set-useless', 'unset'],
    ]);
    expect(checkup.findings.filter(({ edits, settle }) => edits.length > 0 && settle === null)).toEqual([]);
    for (const { settle: key } of able) {
      const options = { address: key!.address, way: key!.way, id: key!.id };
      const now = (await examined(at)).checkup.findings;
      // Entries of one list that mean nothing share an address, and go together.
      if (!now.some(({ settle }) => JSON.stringify(settle) === JSON.stringify(key))) continue;
      const ran = await at.run((env) =>
        settle(env, { ...options, rule: null, exact: false, dryRun: false, yes: true, maxWait: 5 }),
      );
      expect(ran).toMatchObject({ code: 0 });
    }
    expect((await examined(at)).checkup.findings.filter(({ settle }) => settle !== null)).toEqual([]);
    expect(await at.read('hfsync.yaml')).not.toMatch(/Nobody|\b77\b|No such|set:/);
  });

  it('what is known is told once for all kinds of record that share an answer', async () => {
    const at = await world();
    expect((await at.run((env) => apply(env, APPLY))).code).toBe(0);
    const state = JSON.parse(await at.read('.hfsync/state.json')) as Record<string, unknown>;
    delete state['checksum'];
    const no = { value: 'no', from: 'probe' };
    const capabilities = {
      ...{ 'whole-put.client': no, 'whole-put.project': no, 'company-default': no },
      'edit.harvest.project': { value: 'no', from: 'answer', as: 'somebody with other rights' },
    };
    await at.write('.hfsync/state.json', JSON.stringify({ ...state, capabilities }));
    const { out } = await at.run((env) => doctor(env, { maxWait: 5 }));
    const shown = out.replaceAll(/\s+/g, ' ');
    expect(shown).toContain('no Forecast accepts the whole record back, unknown keys included: client, project no');
    expect(shown).toContain(
      'settled client, project: Does a Forecast PUT that sends unknown keys back keep everything?',
    );
    expect(shown).toContain('open role, person: Does a Forecast PUT that sends unknown keys back keep everything?');
    expect(shown).toContain("settled Does Forecast accept the company's default capacity");
    // Whoever asks now was not refused anything.
    expect(shown).not.toContain('may edit records');
  });

  it('as text: aligned, the summary last', async () => {
    const at = await world();
    const { out } = await at.run((env) => doctor(env, { maxWait: 5 }));
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Doctor: \d+ errors?, \d+ warnings?, \d+ notes?\.$/);
    expect(Math.max(...out.split('\n').map((row) => row.length))).toBeLessThanOrEqual(80);
  });
});
