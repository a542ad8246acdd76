/**
 * An agency of any size that has used both services for years, to practise on. In: how many projects, a seed. Out: two
 * accounts, byte for byte the same for the same seed.
 *
 * | of all                | both, linked | both, same name | both, near names | one side only |
 * | --------------------- | ------------ | --------------- | ---------------- | ------------- |
 * | projects              | half         | a sixth         | a tenth          | a quarter     |
 * | clients (1 in 5)      | two thirds   | a tenth         | a tenth          | a tenth       |
 * | people (2 in 5)       | two thirds   | a sixth         | a twentieth      | a tenth       |
 *
 * One in ten is archived on some side, and some names occur twice.
 */
import { buildWorld } from '../build.ts';
import type { ClientPlan, PersonPlan, ProjectPlan, RolePlan } from '../world-plan.ts';
import type { World } from '../world.ts';
import { diceOf, type Dice } from './dice.ts';
import { twinOf } from './twin.ts';
import { BRANCHES, COMPANIES, FIRST_NAMES, LAST_NAMES, LEGAL_FORMS, PARTS, ROLES, WORKS } from './words.ts';

export function agencyWorld(projects: number, seed: number): World {
  const dice = diceOf(seed);
  const roles = ROLES.map((name) => rolePlan(name, dice));
  const clients = Array.from({ length: Math.max(2, Math.round(projects / 5)) }, (_, index) => clientPlan(index, dice));
  const people = Array.from({ length: Math.max(2, Math.round(projects * 0.4)) }, (_, index) =>
    personPlan(index, roles, dice),
  );
  return buildWorld({
    roles,
    clients,
    people,
    projects: [
      { name: 'Time Off', harvest: null, client: null, code: null, extra: { color: 'black' } },
      ...Array.from({ length: projects }, () => projectPlan(clients, dice)),
    ],
    placeholders: [{ name: 'Freelance designer' }, { name: 'Freelance developer' }],
  });
}

/** Which accounts have a record, and whether the two are linked. */
type Place = 'linked' | 'same' | 'twin' | 'harvest' | 'forecast';

/** Shares in percent. The rest is linked. */
function placeOf(dice: Dice, shares: { readonly [P in Exclude<Place, 'linked'>]: number }): Place {
  let roll = dice.below(100);
  for (const place of ['same', 'twin', 'harvest', 'forecast'] as const) {
    if (roll < shares[place]) return place;
    roll -= shares[place];
  }
  return 'linked';
}

function pairOf(place: Place): { readonly harvest?: null; readonly forecast?: null; readonly pointer?: null } {
  if (place === 'linked') return {};
  if (place === 'harvest') return { forecast: null };
  return place === 'forecast' ? { harvest: null, pointer: null } : { pointer: null };
}

function named(name: string, place: Place, dice: Dice) {
  return place === 'twin' ? { harvest: name, forecast: twinOf(name, dice) } : name;
}

/** One in ten is archived. One in five of those is archived on one side only. */
function archived(dice: Dice): boolean | { harvest: boolean; forecast: boolean } {
  if (!dice.percent(10)) return false;
  return dice.percent(80)
    ? true
    : dice.one([
        { harvest: true, forecast: false },
        { harvest: false, forecast: true },
      ]);
}

function rolePlan(name: string, dice: Dice): RolePlan {
  const place = placeOf(dice, { same: 10, twin: 5, harvest: 5, forecast: 5 });
  return { name: place === 'twin' ? { harvest: name, forecast: name.toLowerCase() } : name, ...pairOf(place) };
}

function clientPlan(index: number, dice: Dice): ClientPlan {
  const count = COMPANIES.length;
  const round = Math.floor(index / count);
  const branch = round === 0 ? '' : ` ${BRANCHES[(round - 1) % BRANCHES.length]}`;
  const number = round > BRANCHES.length ? ` ${Math.floor((round - 1) / BRANCHES.length) + 1}` : '';
  const name = `${COMPANIES[index % count]}${branch}${number}`;
  const place = placeOf(dice, { same: 10, twin: 10, harvest: 7, forecast: 4 });
  const twin = { harvest: `${name} ${dice.one(LEGAL_FORMS)}`, forecast: name };
  return { name: place === 'twin' ? twin : name, ...pairOf(place), archived: dice.percent(4) };
}

function personPlan(index: number, roles: readonly RolePlan[], dice: Dice): PersonPlan {
  const [first, last] = [dice.one(FIRST_NAMES), dice.one(LAST_NAMES)];
  const name = `${first} ${last}`;
  // The owner of the token is in both accounts, and active.
  if (index === 0) return { name, email: emailOf(name, index), ...{ harvest: 1782959, forecast: 3001 }, admin: true };
  const place = placeOf(dice, { same: 16, twin: 5, harvest: 6, forecast: 6 });
  const email = emailOf(name, index);
  return {
    name:
      place === 'same' && dice.percent(30)
        ? { harvest: name, forecast: `${first.slice(0, 1)}. ${last}` }
        : named(name, place, dice),
    email: place === 'twin' || (place === 'forecast' && dice.percent(60)) ? { harvest: email, forecast: null } : email,
    ...pairOf(place),
    roles: rolesOf(roles, dice),
    capacity: dice.percent(15) ? dice.one([72000, 86400, 108000]) : null,
    login: dice.percent(20) || place === 'twin' || place === 'forecast' ? 'disabled' : 'enabled',
    archived: archived(dice),
  };
}

/** A number keeps e-mails apart, since Harvest accepts each only once. */
function emailOf(name: string, index: number): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replace(/[^a-z ]/g, '')
    .replaceAll(' ', '.');
  return `${plain}${index}@agency.example`;
}

/** Roles that both sides have under the same name. */
function rolesOf(roles: readonly RolePlan[], dice: Dice): readonly string[] {
  const shared = roles.filter(
    (role) => role.harvest !== null && role.forecast !== null && typeof role.name === 'string',
  );
  if (shared.length === 0 || dice.percent(10)) return [];
  const all = Array.from({ length: dice.percent(80) ? 1 : 2 }, () => dice.one(shared).name as string);
  return [...new Set(all)];
}

function projectPlan(clients: readonly ClientPlan[], dice: Dice): ProjectPlan {
  const client = dice.one(clients);
  const place =
    client.harvest === null
      ? 'forecast'
      : client.forecast === null
        ? 'harvest'
        : placeOf(dice, { same: 17, twin: 10, harvest: 12, forecast: 8 });
  const name = dice.percent(45) ? dice.one(WORKS) : `${dice.one(WORKS)} ${dice.one(PARTS)}`;
  const code = dice.percent(60) ? `${name.slice(0, 3).toUpperCase()}${100 + dice.below(900)}` : '';
  return {
    name: named(name, place, dice),
    client: client.name,
    code: place === 'twin' && dice.percent(30) ? { harvest: code, forecast: '' } : code,
    ...pairOf(place),
    archived: archived(dice),
    ...(dice.percent(30) && place !== 'forecast' && { budget: budgetOf(dice) }),
  };
}

function budgetOf(dice: Dice) {
  const hours = 20 * (1 + dice.below(40));
  return { by: 'project', hours, remaining: hours - dice.below(hours), monthly: dice.percent(20) };
}
