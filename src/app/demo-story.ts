/**
 * The story of the demo. In: control over both accounts. Out: more records than the sample agency has, with their
 * links, and a week of edits that uses every rule at least once.
 */
import type { Control } from '../sandbox/control.ts';
import type { Edit } from '../sandbox/edit.ts';
import { isId } from '../model/id.ts';
import type { Side } from '../model/side.ts';

/** Adds the story's records. Returns their links, as the text of an included file. */
export async function moreRecords(control: Control): Promise<string> {
  const clients = [await pairOf(control, 'client', 'Northwind', {}), await pairOf(control, 'client', 'Contoso', {})];
  const acme = { harvest: { client: 5735776 }, forecast: { client: 1001 } };
  const projects = [
    await pairOf(control, 'project', 'Newsletter', acme),
    await pairOf(control, 'project', 'Handbook', acme),
  ];
  const people = [await pairOfPeople(control, 'Gia', 'Leaving'), await pairOfPeople(control, 'Hal', 'Left')];
  return `links:
  clients:
${clients.map(entry).join('')}  projects:
${projects.map(entry).join('')}  people:
${people.map(entry).join('')}ignore:
  projects:
    harvest: ['internal*']
`;
}

/** A line of the story: what happens, in words, and the edit itself. */
interface Deed {
  readonly says: string;
  readonly does: (control: Control) => Promise<unknown>;
}

/** Makes all the edits. Returns a line about each. */
export async function peopleEdit(control: Control): Promise<readonly string[]> {
  for (const deed of [...SYNCS, ...WAITS]) await deed.does(control);
  return [...SYNCS, ...WAITS].map((deed) => deed.says);
}

const SYNCS: readonly Deed[] = [
  edit('Harvest renames the project Rebrand', 'harvest', 'project', 14307913, { name: 'Rebrand 2026' }),
  edit('Forecast changes the code of Online shop', 'forecast', 'project', 2003, { code: 'SHOP-2' }),
  edit('Harvest moves Online shop to the client Umbrella', 'harvest', 'project', 14308070, { client: 5735774 }),
  edit('Online shop loses its pointer to Harvest in Forecast', 'forecast', 'project', 2003, { pointer: null }),
  {
    says: 'Time is tracked on Online shop: 98 h of its budget are left',
    does: (control) => control.budget({ project: 14308070, by: 'project', total: 200, remaining: 98 }),
  },
  edit('Harvest archives Support retainer', 'harvest', 'project', 14308071, { status: 'archived' }),
  edit('Harvest archives its client Initech', 'harvest', 'client', 5735778, { status: 'archived' }),
  edit('Forecast renames the client Umbrella', 'forecast', 'client', 1002, { name: 'Umbrella Group' }),
  edit('Ana Silva changes her own name in Forecast', 'forecast', 'person', 3002, { last_name: 'Silva-Costa' }, 3002),
  edit(
    'Bo Chen changes his own e-mail in Forecast',
    'forecast',
    'person',
    3003,
    { email: 'bo.chen@acme.example' },
    3003,
  ),
  edit(
    'Kim Allen changes the name of Eve Ricci in Forecast',
    'forecast',
    'person',
    3005,
    { first_name: 'Evelyn' },
    3001,
  ),
  edit('Harvest sets the capacity of Bo Chen to 25 h a week', 'harvest', 'person', 1782961, { capacity: 90_000 }),
  edit('Forecast gives Kim Allen the role Developer too', 'forecast', 'person', 3001, {
    roles: ['Designer', 'Developer'],
  }),
  edit('Harvest raises the default capacity to 36 h a week', 'harvest', 'company', null, { capacity: 129_600 }),
  {
    says: 'The role Copywriter is added in Harvest',
    does: (control) => control.create({ side: 'harvest', kind: 'role', values: { name: 'Copywriter' } }),
  },
  edit('Forecast renames the role Designer', 'forecast', 'role', 4001, { name: 'Product designer' }),
  {
    says: 'Harvest deletes the role Producer',
    does: (control) => control.delete({ side: 'harvest', kind: 'role', id: 617672 }),
  },
];

const WAITS: readonly Deed[] = [
  edit('Harvest changes the code of Rebrand to RBR-1 …', 'harvest', 'project', 14307913, { code: 'RBR-1' }),
  edit('… and Forecast changes it to RBR-2', 'forecast', 'project', 2002, { code: 'RBR-2' }),
  {
    says: 'The client Globex and its project Podcast are added in Harvest',
    does: async (control) => {
      const client = await control.create({ side: 'harvest', kind: 'client', values: { name: 'Globex' } });
      await control.create({ side: 'harvest', kind: 'project', values: { name: 'Podcast', client: client['id'] } });
    },
  },
  {
    says: 'The client Hooli and its project Offsite are added in Forecast, and Rebrand moves to Hooli',
    does: async (control) => {
      const client = await control.create({ side: 'forecast', kind: 'client', values: { name: 'Hooli' } });
      await control.create({ side: 'forecast', kind: 'project', values: { name: 'Offsite', client: client['id'] } });
      await control.edit({ side: 'forecast', kind: 'project', id: 2002, values: { client: client['id'] } });
    },
  },
  {
    says: 'Forecast archives the client Acme, whose projects are still active',
    does: (control) => control.archive({ side: 'forecast', kind: 'client', id: 1001, force: true }),
  },
  {
    says: 'The project Old intranet is deleted in Harvest, the project Website in Forecast',
    does: async (control) => {
      await control.delete({ side: 'harvest', kind: 'project', id: 14307900, force: true });
      await control.delete({ side: 'forecast', kind: 'project', id: 2001, force: true });
    },
  },
  {
    says: 'The client Northwind is deleted in Harvest, the client Contoso in Forecast',
    does: async (control) => {
      await control.delete({ side: 'harvest', kind: 'client', id: idNamed(control, 'harvest', 'Northwind') });
      await control.delete({ side: 'forecast', kind: 'client', id: idNamed(control, 'forecast', 'Contoso') });
    },
  },
  {
    says: 'Gia Leaving is deleted in Harvest, Hal Left in Forecast',
    does: async (control) => {
      await control.delete({
        side: 'harvest',
        kind: 'person',
        id: idNamed(control, 'harvest', 'Gia Leaving'),
        force: true,
      });
      await control.delete({
        side: 'forecast',
        kind: 'person',
        id: idNamed(control, 'forecast', 'Hal Left'),
        force: true,
      });
    },
  },
  {
    says: 'Forecast archives Finn Maas',
    does: (control) => control.archive({ side: 'forecast', kind: 'person', id: 3006 }),
  },
  edit(
    'Kim Allen changes the e-mail of Eve Ricci in Forecast',
    'forecast',
    'person',
    3005,
    { email: 'evelyn@acme.example' },
    3001,
  ),
  edit(
    'Harvest changes the name and e-mail of Dee Okafor, who cannot sign in to Forecast',
    'harvest',
    'person',
    1782962,
    {
      last_name: 'Okafor-Lee',
      email: 'dee.lee@acme.example',
    },
  ),
  {
    says: 'The user Gil Nowak is added in Harvest, the person Pat Ray in Forecast',
    does: async (control) => {
      const gil = { first_name: 'Gil', last_name: 'Nowak', email: 'gil@acme.example' };
      await control.create({ side: 'harvest', kind: 'person', values: gil });
      const pat = { first_name: 'Pat', last_name: 'Ray', email: 'pat@ray.example' };
      await control.create({ side: 'forecast', kind: 'person', values: pat });
    },
  },
  {
    says: 'Somebody imports Legacy by hand and does not add it to the file',
    does: (control) =>
      pairOf(control, 'project', 'Legacy', { harvest: { client: 5735774 }, forecast: { client: 1002 } }),
  },
  {
    says: 'Somebody renames Handbook to Team guide on both sides, but not in the file',
    does: async (control) => {
      for (const side of ['harvest', 'forecast'] as const) {
        const id = idNamed(control, side, 'Handbook');
        await control.edit({ side, kind: 'project', id, values: { name: 'Team guide' } });
      }
    },
  },
  {
    says: 'Forecast links Newsletter to another Harvest project, Podcast',
    does: (control) =>
      control.edit({
        side: 'forecast',
        kind: 'project',
        id: idNamed(control, 'forecast', 'Newsletter'),
        values: { pointer: idNamed(control, 'harvest', 'Podcast') },
      }),
  },
];

function edit(
  says: string,
  side: Edit['side'],
  kind: Edit['kind'],
  id: number | null,
  values: Edit['values'],
  by?: number,
): Deed {
  const wanted: Edit = { side, kind, ...(id !== null && { id }), values, ...(by !== undefined && { by }) };
  return { says, does: (control) => control.edit(wanted) };
}

interface Entry {
  readonly name: string;
  readonly harvest: number;
  readonly forecast: number;
}

/** A record on both sides, linked by Forecast's pointer. */
async function pairOf(
  control: Control,
  kind: 'client' | 'project',
  name: string,
  more: { readonly harvest?: Edit['values']; readonly forecast?: Edit['values'] },
): Promise<Entry> {
  const harvest = idOf(await control.create({ side: 'harvest', kind, values: { name, ...more.harvest } }));
  const values = { name, pointer: harvest, ...more.forecast };
  return { name, harvest, forecast: idOf(await control.create({ side: 'forecast', kind, values })) };
}

async function pairOfPeople(control: Control, first: string, last: string): Promise<Entry> {
  const values = { first_name: first, last_name: last, email: `${first.toLowerCase()}@acme.example` };
  const harvest = idOf(await control.create({ side: 'harvest', kind: 'person', values }));
  const pointed = { ...values, pointer: harvest };
  const forecast = idOf(await control.create({ side: 'forecast', kind: 'person', values: pointed }));
  return { name: `${first} ${last}`, harvest, forecast };
}

function entry({ name, harvest, forecast }: Entry): string {
  return `    - { name: ${name}, harvest: ${harvest}, forecast: ${forecast} }\n`;
}

function idOf(record: Readonly<Record<string, unknown>>): number {
  const { id } = record;
  if (!isId(id)) throw new Error('The sandbox made a record without an id.');
  return id;
}

/** The id of the one client, project or person of that name. */
function idNamed(control: Control, side: Side, name: string): number {
  const world = control.dump();
  const people = side === 'harvest' ? world.harvest.users : world.forecast.people;
  const found =
    [...world[side].clients, ...world[side].projects].find((one) => one.name === name) ??
    people.find((one) => `${one.first_name} ${one.last_name}` === name);
  if (!found) throw new Error(`The demo's accounts have no ${name}.`);
  return found.id;
}
