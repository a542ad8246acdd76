import { buildWorld as build } from '../../src/sandbox/build.ts';
import type { World } from '../../src/sandbox/world.ts';

/** What the file of a history says beyond its links. */
export interface Setup {
  readonly conflicts: 'manual' | 'harvest' | 'forecast';
  readonly firstSync: 'harvest' | 'forecast' | 'manual';
  readonly harvestEditor: 'unknown' | 'self' | 'other';
  readonly budgets: 'auto' | 'off';
  /** A project that is to be made in Forecast (import), and one in Harvest (push). */
  readonly creates: boolean;
  /** A value under `set:` on the first project's link. */
  readonly set: boolean;
  /** Pairs by Forecast's own pointers, instead of declared ones. */
  readonly trust: boolean;
  /** Requests a window of 15 s; a small one makes the run wait. */
  readonly rate: number;
  /** Ms by which the `Date` of each answer is off, as a proxy may write it; missing in histories from before. */
  readonly dates?: number;
  /** Forecast takes the changed keys of a record alone, and so writes leave in volleys; missing in histories from before. */
  readonly partial?: boolean;
}

/** Canaries: nothing that a run prints or keeps may hold them. */
export const TOKENS = { harvest: 'canary.harvest+/=Zq81', forecast: 'canary.forecast+/=Kx27' } as const;

export const LINKS = {
  client: [
    [101, 201],
    [102, 202],
  ],
  project: [
    [301, 401],
    [302, 402],
    [303, 403],
  ],
  person: [
    [1782959, 3001],
    [502, 602],
    [503, 603],
  ],
} as const;
export const ROLES = [
  [701, 801],
  [702, 802],
] as const;
export const IMPORT = 309;
export const PUSH = 409;

/** A small agency in step, with a project on one side alone each. */
export function startWorld(): World {
  return build({
    roles: [
      { name: 'Designer', harvest: 701, forecast: 801 },
      { name: 'Developer', harvest: 702, forecast: 802 },
    ],
    clients: [
      { name: 'Acme', harvest: 101, forecast: 201 },
      { name: 'Beta', harvest: 102, forecast: 202 },
    ],
    people: [
      { name: 'Kim Allen', harvest: 1782959, forecast: 3001, email: 'kim@acme.example', roles: ['Designer'] },
      { name: 'Ana Silva', harvest: 502, forecast: 602, email: 'ana@acme.example', roles: ['Developer'], by: 602 },
      { name: 'Bo Chen', harvest: 503, forecast: 603, email: 'bo@acme.example', login: 'disabled', capacity: 108_000 },
    ],
    projects: [
      { name: 'Time Off', harvest: null, forecast: 400, client: null, code: null },
      { name: 'Site', harvest: 301, forecast: 401, client: 'Acme', code: 'S' },
      {
        name: 'Shop',
        harvest: 302,
        forecast: 402,
        client: 'Acme',
        budget: { by: 'project', hours: 100, remaining: 40 },
      },
      { name: 'App', harvest: 303, forecast: 403, client: 'Beta', code: 'A' },
      { name: 'Import', harvest: IMPORT, forecast: null, client: 'Beta', code: 'I' },
      { name: 'Push', harvest: null, forecast: PUSH, client: 'Acme', code: 'P' },
    ],
  });
}

export function configText(setup: Setup): string {
  const entry = ([harvest, forecast]: readonly [number | string, number | string], more = ''): string =>
    `    - { harvest: ${harvest}, forecast: ${forecast}${more} }`;
  const [first, ...others] = LINKS.project;
  const set = setup.set ? [entry(first, ', set: { code: SET }')] : setup.trust ? [] : [entry(first)];
  const creates = setup.creates ? [entry([IMPORT, 'create']), entry(['create', PUSH])] : [];
  const projects = [...set, ...(setup.trust ? [] : others.map((ids) => entry(ids))), ...creates];
  const rate = `  rate: { requests: ${setup.rate}, seconds: 15 }`;
  const list = (kind: string, entries: readonly string[]): readonly string[] =>
    entries.length > 0 ? [`  ${kind}:`, ...entries] : [];
  return [
    'version: 1',
    `harvest:\n  account: 1234567\n  token: \${HARVEST_TOKEN}\n${rate}`,
    `forecast:\n  account: 7654321\n  token: \${FORECAST_TOKEN}\n${rate}`,
    `pointers: ${setup.trust ? 'trust' : 'report'}`,
    `conflicts: ${setup.conflicts}`,
    `first_sync: ${setup.firstSync}`,
    `harvest_editor: ${setup.harvestEditor}`,
    `budgets: ${setup.budgets}`,
    projects.length + (setup.trust ? 0 : 1) > 0 ? 'links:' : '',
    ...list('clients', setup.trust ? [] : LINKS.client.map((ids) => entry(ids))),
    ...list('projects', projects),
    ...list('people', setup.trust ? [] : LINKS.person.map((ids) => entry(ids))),
    '',
  ].join('\n');
}
