import type { Control } from '../../src/sandbox/control.ts';
import type { Edit } from '../../src/sandbox/edit.ts';
import type { Side } from '../../src/model/side.ts';

/** What happened in both accounts and in the file before the apply that is killed. */
export interface Scenario {
  readonly name: string;
  /** Before the state's first baseline. */
  readonly before?: (at: Stage) => Promise<unknown>;
  /** true: nothing was applied before, so there is no state. */
  readonly isFirst?: boolean;
  /** Since then. */
  readonly edits: (at: Stage) => Promise<unknown>;
  readonly variables?: { readonly [name: string]: string };
  /** The file owns the names, so that an edit by hand after the kill does not stand. */
  readonly ownsNames?: boolean;
}

export interface Stage {
  readonly control: Control;
  edit(side: Side, kind: Edit['kind'], id: number | null, values: Edit['values'], by?: number): Promise<unknown>;
  /** The id of the new record. */
  create(side: Side, kind: 'client' | 'project' | 'person' | 'role', values: Edit['values']): Promise<number>;
  /** Puts lines before the first entry of a list of links. */
  link(list: 'clients' | 'projects' | 'people', ...entries: readonly string[]): Promise<void>;
  /** Replaces text in the file; it must be there. */
  replace(text: string, by: string): Promise<void>;
}

const ACME = { harvest: 5735776, forecast: 1001 };
const UMBRELLA = { harvest: 5735774, forecast: 1002 };
const INITECH = { harvest: 5735778, forecast: 1003 };
const WEBSITE = { harvest: 14308069, forecast: 2001 };
const REBRAND = { harvest: 14307913, forecast: 2002 };
const SHOP = { harvest: 14308070, forecast: 2003 };
const SUPPORT = { harvest: 14308071, forecast: 2004 };
const INTRANET = { harvest: 14307900, forecast: 2005 };
const KIM = { harvest: 1782959, forecast: 3001 };
const ANA = { harvest: 1782960, forecast: 3002 };
const BO = { harvest: 1782961, forecast: 3003 };
const DEE = { harvest: 1782962, forecast: 3004 };
const EVE = { harvest: 1782963, forecast: 3005 };
const DESIGNER = { harvest: 617670, forecast: 4001 };
const DEVELOPER = { harvest: 617671, forecast: 4002 };
const PRODUCER = { harvest: 617672, forecast: 4003 };

async function swapNames(
  at: Stage,
  side: Side,
  kind: 'client' | 'role',
  pairs: readonly (readonly [number, string])[],
) {
  for (const [id] of pairs) await at.edit(side, kind, id, { name: `on the way ${id}` });
  for (const [id, name] of pairs) await at.edit(side, kind, id, { name });
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'projects renamed on both sides',
    edits: async ({ edit }) => {
      await edit('harvest', 'project', WEBSITE.harvest, { name: 'Website 2026' });
      await edit('harvest', 'project', REBRAND.harvest, { name: 'Rebrand 2026' });
      await edit('forecast', 'project', SHOP.forecast, { name: 'Shop', code: 'S' });
      await edit('forecast', 'project', SUPPORT.forecast, { name: 'Support' });
    },
  },
  {
    name: 'clients renamed on both sides',
    edits: async ({ edit }) => {
      await edit('harvest', 'client', ACME.harvest, { name: 'Acme Group' });
      await edit('forecast', 'client', UMBRELLA.forecast, { name: 'Umbrella Group' });
    },
  },
  {
    name: 'projects archived and restored',
    edits: async ({ edit }) => {
      await edit('harvest', 'project', SUPPORT.harvest, { status: 'archived', name: 'Support, done' });
      await edit('forecast', 'project', WEBSITE.forecast, { status: 'archived' });
      await edit('harvest', 'project', INTRANET.harvest, { status: 'active' });
      await edit('harvest', 'project', INTRANET.harvest, { name: 'Intranet again' });
    },
  },
  {
    name: 'a client archived after its project',
    edits: async ({ edit }) => {
      await edit('harvest', 'project', SUPPORT.harvest, { status: 'archived' });
      await edit('harvest', 'client', INITECH.harvest, { status: 'archived' });
    },
  },
  {
    name: 'a client restored with its project',
    before: async ({ edit }) => {
      for (const side of ['harvest', 'forecast'] as const) {
        await edit(side, 'project', SUPPORT[side], { status: 'archived' });
        await edit(side, 'client', INITECH[side], { status: 'archived' });
      }
    },
    edits: async ({ edit }) => {
      await edit('forecast', 'client', INITECH.forecast, { status: 'active' });
      await edit('forecast', 'project', SUPPORT.forecast, { status: 'active', name: 'Support again' });
    },
  },
  {
    name: 'projects moved to another client',
    edits: async ({ edit }) => {
      await edit('harvest', 'project', SHOP.harvest, { client: UMBRELLA.harvest });
      await edit('forecast', 'project', REBRAND.forecast, { client: ACME.forecast });
    },
  },
  {
    name: 'people: names and an e-mail',
    edits: async ({ edit }) => {
      await edit('forecast', 'person', ANA.forecast, { last_name: 'Silva-Costa' }, ANA.forecast);
      await edit('forecast', 'person', BO.forecast, { email: 'bo.chen@acme.example' }, BO.forecast);
      await edit('harvest', 'person', EVE.harvest, { first_name: 'Evelyn' });
    },
  },
  {
    name: 'people: capacity on both sides',
    edits: async ({ edit }) => {
      await edit('harvest', 'person', BO.harvest, { capacity: 90_000 });
      await edit('forecast', 'person', EVE.forecast, { capacity: 72_000 });
      await edit('forecast', 'person', ANA.forecast, { capacity: 108_000 });
    },
  },
  {
    name: 'the default capacity, from Harvest',
    edits: ({ edit }) => edit('harvest', 'company', null, { capacity: 144_000 }),
  },
  {
    name: 'the default capacity, from Forecast, moves people that keep their own',
    before: async ({ edit }) => {
      await edit('forecast', 'person', KIM.forecast, { capacity: 126_000 });
      await edit('forecast', 'person', ANA.forecast, { capacity: 126_000 });
    },
    edits: ({ edit }) => edit('forecast', 'company', null, { capacity: 144_000 }),
  },
  {
    name: 'roles created on both sides, with members',
    edits: async ({ edit, create }) => {
      await create('harvest', 'role', { name: 'Copywriter', user_ids: [KIM.harvest] });
      await create('forecast', 'role', { name: 'Strategist' });
      await edit('forecast', 'person', EVE.forecast, { roles: ['Developer', 'Strategist'] });
    },
  },
  {
    name: 'roles renamed on both sides',
    edits: async ({ edit }) => {
      await edit('harvest', 'role', DESIGNER.harvest, { name: 'Product designer' });
      await edit('forecast', 'role', DEVELOPER.forecast, { name: 'Engineer' });
    },
  },
  {
    name: 'roles deleted on both sides',
    edits: async ({ control }) => {
      await control.delete({ side: 'harvest', kind: 'role', id: PRODUCER.harvest });
      await control.delete({ side: 'forecast', kind: 'role', id: DEVELOPER.forecast });
    },
  },
  {
    name: 'memberships of roles merged',
    edits: async ({ edit }) => {
      await edit('forecast', 'person', KIM.forecast, { roles: ['Designer', 'Developer'] });
      await edit('harvest', 'role', PRODUCER.harvest, { user_ids: [DEE.harvest, KIM.harvest] });
      await edit('harvest', 'role', DEVELOPER.harvest, { user_ids: [EVE.harvest] });
    },
  },
  {
    name: 'an imported project brings its client',
    edits: async ({ create, link }) => {
      const client = await create('harvest', 'client', { name: 'Globex' });
      const podcast = await create('harvest', 'project', { name: 'Podcast', client });
      const film = await create('harvest', 'project', { name: 'Film', client });
      await link(
        'projects',
        `{ harvest: ${podcast}, forecast: create }`,
        `{ harvest: ${film}, forecast: create, set: { code: FILM } }`,
      );
    },
  },
  {
    name: 'a pushed project brings its client',
    edits: async ({ create, link }) => {
      const client = await create('forecast', 'client', { name: 'Hooli' });
      const offsite = await create('forecast', 'project', { name: 'Offsite', client });
      const booth = await create('forecast', 'project', { name: 'Booth', client: ACME.forecast });
      await link('projects', `{ harvest: create, forecast: ${offsite} }`, `{ harvest: create, forecast: ${booth} }`);
    },
  },
  {
    name: 'declared creates that find what is there already',
    edits: async ({ create, link }) => {
      const podcast = await create('harvest', 'project', { name: 'Podcast', client: ACME.harvest, code: 'POD' });
      await create('forecast', 'project', { name: 'Podcast', client: ACME.forecast });
      const globex = await create('harvest', 'client', { name: 'Globex' });
      await create('forecast', 'client', { name: 'Globex' });
      await link('projects', `{ harvest: ${podcast}, forecast: create }`);
      await link('clients', `{ harvest: ${globex}, forecast: create }`);
    },
  },
  {
    name: 'imported people',
    edits: async ({ create, link }) => {
      const gil = await create('harvest', 'person', {
        first_name: 'Gil',
        last_name: 'Nowak',
        email: 'gil@acme.example',
      });
      const pat = await create('harvest', 'person', { first_name: 'Pat', last_name: 'Ray', email: 'pat@acme.example' });
      await link('people', `{ harvest: ${gil}, forecast: create }`, `{ harvest: ${pat}, forecast: create }`);
    },
  },
  {
    name: 'imported clients',
    edits: async ({ create, link }) => {
      const globex = await create('harvest', 'client', { name: 'Globex' });
      const hooli = await create('harvest', 'client', { name: 'Hooli' });
      await link('clients', `{ harvest: ${globex}, forecast: create }`, `{ harvest: ${hooli}, forecast: create }`);
    },
  },
  {
    name: 'lost pointers repaired',
    edits: async ({ edit }) => {
      await edit('forecast', 'client', ACME.forecast, { pointer: null });
      await edit('forecast', 'project', WEBSITE.forecast, { pointer: null });
      await edit('forecast', 'person', EVE.forecast, { pointer: null });
      await edit('harvest', 'project', WEBSITE.harvest, { name: 'Website 2026' });
    },
  },
  {
    name: 'values set by the file',
    ownsNames: true,
    edits: async ({ replace }) => {
      await replace('forecast: 2001 }', 'forecast: 2001, set: { name: Site, code: W1 } }');
      await replace('forecast: 3004 }', 'forecast: 3004, set: { email: dee@dee.example, capacity: 20 } }');
      await replace('forecast: 1002 }', 'forecast: 1002, set: { name: Umbrella Group } }');
    },
  },
  {
    name: 'names of clients rotate',
    edits: (at) =>
      swapNames(at, 'harvest', 'client', [
        [ACME.harvest, 'Umbrella'],
        [UMBRELLA.harvest, 'Initech'],
        [INITECH.harvest, 'Acme'],
      ]),
  },
  {
    name: 'names of roles rotate',
    edits: (at) =>
      swapNames(at, 'forecast', 'role', [
        [DESIGNER.forecast, 'Developer'],
        [DEVELOPER.forecast, 'Designer'],
      ]),
  },
  {
    name: 'budget lines in notes',
    edits: async ({ control, edit, replace }) => {
      await replace('budgets: off', 'budgets: auto');
      await control.budget({ project: SHOP.harvest, by: 'project', total: 200, remaining: 98 });
      await control.budget({ project: WEBSITE.harvest, by: 'project', total: 50, remaining: 7.25 });
      await edit('forecast', 'project', SHOP.forecast, { notes: 'Ask Kim first.' });
      await edit('harvest', 'project', SHOP.harvest, { name: 'Shop' });
    },
  },
  {
    name: 'the first apply of all',
    isFirst: true,
    edits: async ({ edit, create }) => {
      await edit('harvest', 'project', WEBSITE.harvest, { name: 'Website 2026', code: 'W26' });
      await edit('forecast', 'client', ACME.forecast, { name: 'ACME' });
      await create('harvest', 'role', { name: 'Copywriter', user_ids: [KIM.harvest] });
      await edit('harvest', 'person', BO.harvest, { capacity: 90_000 });
    },
  },
  {
    name: 'an encrypted state',
    variables: { HFSYNC_STATE_KEY: Buffer.alloc(32, 7).toString('base64') },
    edits: async ({ edit, create, link }) => {
      await edit('harvest', 'project', WEBSITE.harvest, { name: 'Website 2026' });
      const podcast = await create('harvest', 'project', { name: 'Podcast', client: ACME.harvest });
      await link('projects', `{ harvest: ${podcast}, forecast: create }`);
    },
  },
  {
    name: 'conflicts and manual items beside changes',
    edits: async ({ control, edit, create }) => {
      await edit('harvest', 'project', REBRAND.harvest, { code: 'RBR-1' });
      await edit('forecast', 'project', REBRAND.forecast, { code: 'RBR-2' });
      await edit('forecast', 'project', REBRAND.forecast, { name: 'Rebrand 2026' });
      await edit(
        'forecast',
        'person',
        EVE.forecast,
        { email: 'evelyn@acme.example', first_name: 'Evelyn' },
        KIM.forecast,
      );
      await control.archive({ side: 'forecast', kind: 'person', id: 3006 });
      await create('harvest', 'client', { name: 'Globex' });
      await edit('harvest', 'client', ACME.harvest, { name: 'Acme Group' });
    },
  },
];
