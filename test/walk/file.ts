import { IMPORT, LINKS, PUSH, ROLES } from '../simulation/world.ts';

export type LinkedKind = 'client' | 'project' | 'person';

/** The file at one moment of a walk, as data. Addresses are those of the pairs that belong together. */
export interface WalkFile {
  readonly options: Options;
  /** What is not simply linked. */
  readonly links: { readonly [address: string]: LinkState };
  /** Fields that the file owns. */
  readonly set: { readonly [address: string]: SetValues };
  readonly creates: { readonly import: boolean; readonly push: boolean };
}

export interface Options {
  readonly conflicts: 'manual' | 'harvest' | 'forecast';
  readonly first_sync: 'harvest' | 'forecast' | 'manual';
  readonly pointers: 'report' | 'trust';
  readonly harvest_editor: 'unknown' | 'self' | 'other';
  readonly budgets: 'auto' | 'off';
  readonly roles: 'sync' | 'off';
  readonly company: 'sync' | 'off';
}

/** A number: the link is mistyped, and names this Forecast record. Roles pair by themselves: they are there or ignored. */
export type LinkState = 'linked' | 'absent' | 'ignored' | number;
export type SetValues = { readonly [field: string]: string };

/** One commit to the file. */
export type FileChange =
  | { readonly change: 'link'; readonly of: string; readonly to: LinkState }
  | { readonly change: 'set'; readonly of: string; readonly values: SetValues | null }
  | { readonly change: 'option'; readonly options: Partial<Options> }
  | { readonly change: 'create'; readonly which: 'import' | 'push'; readonly on: boolean };

export const DEFAULTS: Options = {
  ...{ conflicts: 'manual', first_sync: 'harvest', pointers: 'report', harvest_editor: 'unknown' },
  ...{ budgets: 'off', roles: 'sync', company: 'sync' },
};

export const FIRST_FILE: WalkFile = { options: DEFAULTS, links: {}, set: {}, creates: { import: false, push: false } };

export function changed(file: WalkFile, change: FileChange): WalkFile {
  switch (change.change) {
    case 'link':
      return { ...file, links: { ...file.links, [change.of]: change.to } };
    case 'set': {
      const { [change.of]: _, ...others } = file.set;
      return { ...file, set: change.values ? { ...others, [change.of]: change.values } : others };
    }
    case 'option':
      return { ...file, options: { ...file.options, ...change.options } };
    case 'create':
      return { ...file, creates: { ...file.creates, [change.which]: change.on } };
  }
}

/** An entry under `links:`. */
export interface Entry {
  readonly kind: LinkedKind;
  readonly harvest: number | 'create';
  readonly forecast: number | 'create';
  readonly set: SetValues;
}

export const KINDS = ['client', 'project', 'person'] as const;

/** An id may be linked once: a typo takes the record from its own link, the first of two typos from the second. */
export function entriesOf(file: WalkFile): readonly Entry[] {
  const entries = KINDS.flatMap((kind) => {
    const states = LINKS[kind].map((ids) => ({ ids, state: file.links[addressOf(kind, ids)] ?? 'linked' }));
    const taken = new Set<number>();
    return states.flatMap(({ ids: [harvest, own], state }): Entry[] => {
      const address = addressOf(kind, [harvest, own]);
      const set = file.set[address] ?? {};
      const forecast = typeof state === 'number' ? state : own;
      if (state === 'absent' || state === 'ignored' || taken.has(forecast)) return [];
      if (state === 'linked' && states.some((other) => other.state === own)) return [];
      if (state === 'linked' && file.options.pointers === 'trust' && !file.set[address]) return [];
      taken.add(forecast);
      return [{ kind, harvest, forecast, set }];
    });
  });
  return [
    ...entries,
    ...(file.creates.import ? [{ kind: 'project', harvest: IMPORT, forecast: 'create', set: {} } as const] : []),
    ...(file.creates.push ? [{ kind: 'project', harvest: 'create', forecast: PUSH, set: {} } as const] : []),
  ];
}

/** What is ignored, by its id on either side. What is linked as well would be refused. */
export function ignoredIn(
  file: WalkFile,
): readonly (readonly [kind: LinkedKind | 'role', ids: readonly [number, number]])[] {
  const all = [
    ...KINDS.flatMap((kind) => LINKS[kind].map((ids) => [kind, ids] as const)),
    ...ROLES.map((ids) => ['role', ids] as const),
  ];
  const linked = new Set(
    entriesOf(file).flatMap(({ kind, harvest, forecast }) => [`${kind} ${harvest}`, `${kind} ${forecast}`]),
  );
  return all.filter(
    ([kind, ids]) => file.links[addressOf(kind, ids)] === 'ignored' && !ids.some((id) => linked.has(`${kind} ${id}`)),
  );
}

export function addressOf(kind: string, [harvest, forecast]: readonly [number, number]): string {
  return `${kind}:${harvest}/${forecast}`;
}

export function textOf(file: WalkFile): string {
  const entries = entriesOf(file);
  const ignored = ignoredIn(file);
  const lines = ['version: 1'];
  for (const [side, account] of [
    ['harvest', 1234567],
    ['forecast', 7654321],
  ] as const)
    lines.push(`${side}:`, `  account: ${account}`, `  token: \${${side.toUpperCase()}_TOKEN}`);
  for (const [name, value] of Object.entries(file.options)) lines.push(`${name}: ${value}`);
  if (entries.length > 0) lines.push('links:');
  for (const kind of KINDS) {
    const own = entries.filter((entry) => entry.kind === kind);
    if (own.length > 0) lines.push(`  ${PLURAL[kind]}:`);
    for (const { harvest, forecast, set } of own) {
      const owned = Object.keys(set).length > 0 ? `, set: ${JSON.stringify(set)}` : '';
      lines.push(`    - { harvest: ${harvest}, forecast: ${forecast}${owned} }`);
    }
  }
  if (ignored.length > 0) lines.push('ignore:');
  for (const kind of [...KINDS, 'role'] as const) {
    const ids = ignored.filter(([of]) => of === kind).map(([, own]) => own);
    if (ids.length === 0) continue;
    const list = (index: 0 | 1): string => `[${ids.map((own) => own[index]).join(', ')}]`;
    lines.push(`  ${PLURAL[kind]}: { harvest: ${list(0)}, forecast: ${list(1)} }`);
  }
  return `${lines.join('\n')}\n`;
}

const PLURAL = { client: 'clients', project: 'projects', person: 'people', role: 'roles' } as const;
