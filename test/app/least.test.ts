import { describe, expect, it, vi } from 'vitest';
import { plan } from '../../src/app/plan.ts';
import { realPorts, type Environment } from '../../src/app/environment.ts';
import { PLAN } from '../support/options.ts';
import { world, type World } from './world.ts';

/** What a plan costs the services and this machine, counted: a clock says another thing each time. */
const ALWAYS = {
  harvest: ['/v2/clients', '/v2/company', '/v2/projects', '/v2/users'],
  forecast: ['/accounts/7654321', '/clients', '/people', '/projects'],
};
const ROLES = { harvest: ['/v2/roles'], forecast: ['/roles'] };
const BUDGETS = { harvest: ['/v2/reports/project_budget'], forecast: ['/aggregate/remaining_budgeted_hours'] };

type Asked = typeof ALWAYS;

function asked({ requests }: World): Asked {
  const of = (side: 'harvest' | 'forecast'): string[] =>
    requests.filter((each) => each.side === side).map(({ path }) => path.split('?')[0]!);
  return { harvest: of('harvest').sort(), forecast: of('forecast').sort() };
}

function all(...parts: readonly Asked[]): Asked {
  return {
    harvest: parts.flatMap(({ harvest }) => harvest).sort(),
    forecast: parts.flatMap(({ forecast }) => forecast).sort(),
  };
}

describe('a plan asks for what it needs, and for nothing twice', () => {
  it.each([
    ['roles and budgets', '', all(ALWAYS, ROLES, BUDGETS)],
    ['roles: off', 'roles: off', all(ALWAYS, BUDGETS)],
    ['budgets: off', 'budgets: off', all(ALWAYS, ROLES)],
    ['both off', 'roles: off\nbudgets: off', ALWAYS],
  ])('%s', async (_, settings, expected) => {
    const at = await world();
    const file = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', `${file.replace('budgets: off', '')}\n${settings}\n`);
    expect(await at.run((env) => plan(env, PLAN))).toMatchObject({ code: 0 });
    expect(asked(at)).toEqual(expected);
  });
});

it('each answer is parsed once', async () => {
  const at = await world();
  const answers: string[] = [];
  const transport: Environment['transport'] = async (options) => {
    const real = await realPorts.transport(options);
    return {
      ...real,
      async send(...given) {
        const result = await real.send(...given);
        if (result.kind === 'answer') answers.push(result.text);
        return result;
      },
    };
  };
  const parse = vi.spyOn(JSON, 'parse');
  expect(await at.run((env) => plan(env, PLAN), { transport })).toMatchObject({ code: 0 });
  const parsed = parse.mock.calls.map(([text]) => text);
  parse.mockRestore();
  expect(answers.length).toBe(at.requests.length);
  expect(parsed.filter((text) => answers.includes(text)).sort()).toEqual(answers.toSorted());
});
