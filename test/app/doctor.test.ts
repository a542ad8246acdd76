import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { doctor } from '../../src/app/doctor/doctor.ts';
import type { Checkup } from '../../src/model/checkup.ts';
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

  it('as text: aligned, the summary last', async () => {
    const at = await world();
    const { out } = await at.run((env) => doctor(env, { maxWait: 5 }));
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Doctor: \d+ errors?, \d+ warnings?, \d+ notes?\.$/);
    expect(Math.max(...out.split('\n').map((row) => row.length))).toBeLessThanOrEqual(80);
  });
});
