/**
 * Checks that both services can be served from a world that was read as JSON. In: a value. Out: what is wrong, each
 * with its path in the file (`harvest.projects[3].client_id`). Keys that are not listed are kept and returned as they
 * are (docs/sandbox.md).
 */
import { isObject } from '../model/json.ts';

type Type = 'text' | 'text?' | 'flag' | 'whole' | 'whole?' | 'texts' | 'ids';
type Keys = Readonly<Record<string, Type>>;

const NAMED = { id: 'whole', name: 'text' } as const;
const PERSON = { id: 'whole', first_name: 'text', last_name: 'text', weekly_capacity: 'whole?' } as const;

export const RECORD_KEYS: { readonly [side: string]: { readonly [list: string]: Keys } } = {
  harvest: {
    clients: { ...NAMED, is_active: 'flag', updated_at: 'text' },
    projects: { ...NAMED, client_id: 'whole', code: 'text?', is_active: 'flag', updated_at: 'text' },
    users: { ...PERSON, email: 'text', is_active: 'flag', access_roles: 'texts', updated_at: 'text' },
    roles: { ...NAMED, user_ids: 'ids', updated_at: 'text' },
    user_assignments: { id: 'whole', project_id: 'whole', user_id: 'whole' },
  },
  forecast: {
    people: {
      ...PERSON,
      email: 'text?',
      login: 'text',
      archived: 'flag',
      harvest_user_id: 'whole?',
      updated_at: 'text',
    },
    clients: { ...NAMED, archived: 'flag', harvest_id: 'whole?', updated_at: 'text' },
    projects: {
      ...{ ...NAMED, client_id: 'whole?', code: 'text?', notes: 'text?', archived: 'flag', harvest_id: 'whole?' },
      updated_at: 'text',
    },
    roles: { ...NAMED, person_ids: 'ids', placeholder_ids: 'ids', harvest_role_id: 'whole?' },
    placeholders: { ...NAMED, archived: 'flag', updated_at: 'text' },
    assignments: { id: 'whole', project_id: 'whole' },
    milestones: { id: 'whole', project_id: 'whole' },
  },
};

/** `side.list.key` holds ids of records in the list `to` of that side. */
const REFERENCES: readonly (readonly [side: string, list: string, key: string, to: string])[] = [
  ['harvest', 'projects', 'client_id', 'clients'],
  ['harvest', 'roles', 'user_ids', 'users'],
  ['forecast', 'projects', 'client_id', 'clients'],
  ['forecast', 'roles', 'person_ids', 'people'],
  ['forecast', 'roles', 'placeholder_ids', 'placeholders'],
];

/** Returns an empty list if the world can be served. */
export function problemsOf(value: unknown, format: string): readonly string[] {
  if (!isObject(value)) return ['It is not an object.'];
  const problems = value['format'] === format ? [] : [`format is not "${format}".`];
  for (const [side, lists] of Object.entries(RECORD_KEYS))
    for (const [list, keys] of Object.entries(lists))
      problems.push(...listProblems(value[side], `${side}.${list}`, keys));
  return problems.length > 0 ? problems : danglingIn(value);
}

function listProblems(side: unknown, path: string, keys: Keys): readonly string[] {
  const rows = isObject(side) ? side[path.slice(path.indexOf('.') + 1)] : undefined;
  if (!Array.isArray(rows)) return [`${path} is not a list.`];
  const seen = new Set<unknown>();
  return rows.flatMap((row: unknown, index) => {
    const at = `${path}[${index}]`;
    if (!isObject(row)) return [`${at} is not an object.`];
    const isTwice = seen.has(row['id']);
    seen.add(row['id']);
    const wrong = Object.entries(keys).filter(([key, type]) => !HOLDS[type](row[key]));
    return [
      ...wrong.map(([key, type]) => `${at}.${key} is not ${WORDS[type]}.`),
      ...(isTwice ? [`${at}.id is there twice in the list.`] : []),
    ];
  });
}

function danglingIn(world: Record<string, unknown>): readonly string[] {
  return REFERENCES.flatMap(([side, list, key, to]) => {
    const lists = world[side] as Record<string, readonly Record<string, unknown>[]>;
    const known = new Set(lists[to]!.map(({ id }) => id));
    return lists[list]!.flatMap((row, index) =>
      [row[key]]
        .flat()
        .filter((id) => id !== null && !known.has(id))
        .map((id) => `${side}.${list}[${index}].${key} is ${String(id)}, which is not in ${side}.${to}.`),
    );
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);

const HOLDS: { readonly [T in Type]: (value: unknown) => boolean } = {
  text: isText,
  'text?': (value) => value === null || isText(value),
  flag: (value) => typeof value === 'boolean',
  whole: isWhole,
  'whole?': (value) => value === null || isWhole(value),
  texts: (value) => Array.isArray(value) && value.every(isText),
  ids: (value) => Array.isArray(value) && value.every(isWhole),
};

const WORDS: { readonly [T in Type]: string } = {
  text: 'a text',
  'text?': 'a text or null',
  flag: 'true or false',
  whole: 'a whole number',
  'whole?': 'a whole number or null',
  texts: 'a list of texts',
  ids: 'a list of ids',
};
