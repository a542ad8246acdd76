/**
 * A labelled set: two accounts in which it is known who is whose. In: a seed, a size. Out: have, and for each record of Harvest its
 * counterpart. Every pair is spelled differently by one perturbation; beside the pairs stand records that only look like one.
 */
import type { Have } from '../../src/model/have.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Values } from '../../src/model/field.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import { createDice, type Dice } from './random.ts';
import { PERTURBATIONS, type PerturbationName } from './perturb.ts';
import {
  COMPANY_TRADES,
  COMPANY_WORDS,
  FIRST_NAMES,
  LAST_NAMES,
  PROJECT_HEADS,
  PROJECT_TAILS,
  ROLES,
} from './vocabulary.ts';

export interface Labelled {
  readonly have: Have;
  readonly truth: readonly Truth[];
}
export interface Truth {
  readonly kind: RecordKind;
  readonly harvest: number;
  readonly forecast: number;
  readonly by: PerturbationName;
}

interface Making {
  readonly dice: Dice;
  readonly records: AccountRecord[];
  readonly truth: Truth[];
  id: number;
}

export function labelledSet(seed: number, pairs: number): Labelled {
  const making: Making = { dice: createDice(seed), records: [], truth: [], id: 1000 };
  const clients = unique(Math.round(pairs * 0.15), () => companyName(making.dice)).map((name) =>
    addPair(making, 'client', name, CLIENT_WAYS),
  );
  const perClient = Math.ceil((pairs * 0.6) / clients.length);
  for (const client of clients) addProjects(making, client, perClient);
  for (const name of ROLES.slice(0, Math.max(3, Math.min(ROLES.length, pairs / 100))))
    addPair(making, 'role', name, ROLE_WAYS);
  const people = pairs - making.truth.length;
  for (const name of unique(
    people,
    () => `${making.dice.pick(FIRST_NAMES)} ${making.dice.pick([...'ABCDEFGH'])}. ${making.dice.pick(LAST_NAMES)}`,
  ))
    addPerson(making, name);
  addDecoys(making, clients);
  return { have: accounts(making.records), truth: making.truth };
}

const CLIENT_WAYS: readonly PerturbationName[] = [
  'none',
  'case',
  'blanks',
  'punctuation',
  'accents',
  'order',
  'legal',
  'typo',
];
const PROJECT_WAYS: readonly PerturbationName[] = [
  'none',
  'case',
  'blanks',
  'punctuation',
  'accents',
  'order',
  'prefix',
  'year',
  'typo',
];
const ROLE_WAYS: readonly PerturbationName[] = ['none', 'case', 'blanks', 'punctuation'];
const PERSON_WAYS: readonly PerturbationName[] = ['none', 'case', 'blanks', 'accents', 'order', 'typo'];

interface Pair {
  readonly harvest: number;
  readonly forecast: number;
}

function addPair(
  making: Making,
  kind: RecordKind,
  name: string,
  ways: readonly PerturbationName[],
  values: { readonly [S in Side]?: Values } = {},
): Pair {
  const { name: other, by } = perturbed(making.dice, name, ways);
  const [left, right] = making.dice.chance(0.5) ? [name, other] : [other, name];
  const pair = {
    harvest: add(making, 'harvest', kind, { name: left, ...values.harvest }),
    forecast: add(making, 'forecast', kind, { name: right, ...values.forecast }),
  };
  making.truth.push({ kind, ...pair, by });
  return pair;
}

function perturbed(
  dice: Dice,
  name: string,
  ways: readonly PerturbationName[],
): { readonly name: string; readonly by: PerturbationName } {
  for (;;) {
    const by = dice.pick(ways);
    const other = PERTURBATIONS[by](name, dice);
    if (other !== null) return { name: other, by };
  }
}

function add({ records, ...making }: Making, side: Side, kind: RecordKind, values: Values): number {
  const id = making.id + records.length;
  const status = kind === 'role' ? {} : ({ status: 'active' } as const);
  const pointer = side === 'forecast' ? { pointer: null } : {};
  records.push({ side, kind, id: id as never, values: { ...status, ...pointer, ...values } });
  return id;
}

function addProjects(making: Making, client: Pair, count: number): void {
  const { dice } = making;
  const under = (code: string): { readonly [S in Side]: Values } => ({
    harvest: { client: client.harvest, code },
    forecast: { client: client.forecast, code },
  });
  for (const name of unique(count, () => projectName(dice)))
    addPair(
      making,
      'project',
      name,
      PROJECT_WAYS,
      under(dice.chance(0.3) ? `${name.slice(0, 2).toUpperCase()}-${dice.below(9000) + 1000}` : ''),
    );
  // Every client has a website.
  if (dice.chance(0.3)) addPair(making, 'project', 'Website', ['none', 'case'], under(''));
}

function addPerson(making: Making, full: string): void {
  const { dice } = making;
  const name = full.replace(/ \w\. /, dice.chance(0.2) ? full.slice(full.indexOf(' '), full.indexOf('.') + 2) : ' ');
  const { name: other, by } = perturbed(dice, name, PERSON_WAYS);
  const email = `${plain(full).replace(' ', '.').replace('. ', '.').toLowerCase()}@agency.example`;
  const twin = dice.pick([
    email,
    email,
    email,
    email.toUpperCase(),
    email.replace('agency', 'agency-group'),
    by === 'typo' ? email : '',
  ]);
  const person = (text: string, mail: string): Values => {
    const [first = '', ...rest] = text.split(' ');
    return { first_name: first, last_name: rest.join(' '), email: mail, roles: [] };
  };
  const harvest = add(making, 'harvest', 'person', person(name, email));
  const forecast = add(making, 'forecast', 'person', person(other, twin));
  making.truth.push({ kind: 'person', harvest, forecast, by });
}

/** What looks like a pair and is none. */
function addDecoys(making: Making, clients: readonly Pair[]): void {
  const { dice } = making;
  const one = (side: Side, client: Pair, name: string, code = ''): number =>
    add(making, side, 'project', { name, code, client: client[side] });
  for (const [index, client] of clients.entries()) {
    const [from, to] = dice.chance(0.5) ? (['harvest', 'forecast'] as const) : (['forecast', 'harvest'] as const);
    const other = clients[(index + 1) % clients.length]!;
    const head = `${dice.pick(COMPANY_WORDS)} ${dice.pick(['retainer', 'report', 'gala'])}`;
    const [left, right] = dice.pick([
      [`${head} 2024`, `${head} 2025`],
      [`${head} phase 1`, `${head} phase 2`],
      [`${head} Phase I`, `${head} Phase II`],
      [head, `${head} 2`],
      [`${head} Lot A`, `${head} Lot B`],
      [`${head} north`, `${head} south`],
      [`${head} FY24`, `${head} FY25`],
      [`AB-101 ${head}`, `AB-102 ${head}`],
      [`${head} design`, `${head} development`],
      [`Internal ${head}`, `External ${head}`],
      [`${head} 2023/24`, `${head} 2024/25`],
      [`${head} Q1`, `${head} Q2`],
    ]);
    one(from, client, left);
    one(to, client, right);
    // The same name under another client.
    const stray = `${COMPANY_TRADES[index % COMPANY_TRADES.length]!} yearbook`;
    one('harvest', client, stray);
    one('forecast', other, stray);
  }
  const names: readonly (readonly [string, string])[] = [
    ['Hansen Metallbau', 'Jansen Metallbau'],
    ['Quist GmbH', 'Quist AG'],
    ['Summit Foods North', 'Summit Foods South'],
    ['Vesper 1', 'Vesper 2'],
    ['Orion Partners', 'Orbit Partners'],
  ];
  for (const [left, right] of names) {
    add(making, 'harvest', 'client', { name: left });
    add(making, 'forecast', 'client', { name: right });
  }
  for (let index = 0; index < 10; index += 1) {
    const person = { first_name: `Robin${'abcdefghij'[index]!}`, last_name: 'Smith', roles: [] };
    add(making, 'harvest', 'person', { ...person, email: `robin.${index}@agency.example` });
    add(making, 'forecast', 'person', { ...person, email: `smith.r${index + 20}@freelance.example` });
  }
}

function companyName(dice: Dice): string {
  return dice.chance(0.3)
    ? `${dice.pick(COMPANY_WORDS)} ${dice.pick(COMPANY_WORDS)}`
    : `${dice.pick(COMPANY_WORDS)} ${dice.pick(COMPANY_TRADES)}`;
}

function projectName(dice: Dice): string {
  const name = `${dice.pick(PROJECT_HEADS)} ${dice.pick(PROJECT_TAILS)}`;
  return dice.chance(0.25)
    ? `${name} ${dice.pick(['phase 1', 'phase 2', 'Europe', 'Asia', 'Café', 'für Größe', '2024', '2025'])}`
    : name;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/[^A-Za-z. ]/g, '');
}

/** So many texts that differ by more than spelling. */
function unique(count: number, make: () => string): readonly string[] {
  const found = new Map<string, string>();
  for (let tries = 0; found.size < count && tries < count * 50; tries += 1) {
    const text = make();
    const words = plain(text).toLowerCase().split(' ').sort().join(' ');
    if (!found.has(words)) found.set(words, text);
  }
  return [...found.values()];
}

export function accounts(records: readonly AccountRecord[]): Have {
  const account = (side: Side): unknown => ({
    ...{ id: side === 'harvest' ? 1 : 2, name: 'Agency', web: '', requests: 0, servedAt: null },
    company: { side, kind: 'company', id: 1, values: { capacity: 126_000 } },
    records: Object.fromEntries(
      (['role', 'client', 'person', 'project'] as const).map((kind) => [
        kind,
        new Map(
          records.filter((record) => record.side === side && record.kind === kind).map((record) => [record.id, record]),
        ),
      ]),
    ),
  });
  return {
    harvest: account('harvest'),
    forecast: account('forecast'),
    budgets: null,
    placeholders: new Map(),
  } as unknown as Have;
}
