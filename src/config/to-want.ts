import { FORMS, type FieldName } from '../model/field.ts';
import { forecastId, harvestId } from '../model/id.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { AccountWant, IgnoredOf, Link, LinkSet, SourceLines, Want } from '../model/want.ts';
import type { WrittenConfig, WrittenIncluded } from './generated/written-config.ts';
import type { WrittenFile } from './cross-checks.ts';
import { referencedVariable } from './hide-secrets.ts';
import type { Source } from './source.ts';
import { locate } from './parse-yaml.ts';
import type { ParsedNode } from 'yaml';

/** A file that has passed every check. */
export interface Checked<T> extends WrittenFile {
  readonly data: T;
}
type AnyFile = Checked<Pick<WrittenIncluded, 'links' | 'ignore'>>;

export const DEFAULT_STATE_PATH = '.hfsync/state.json';
const SECONDS_PER_HOUR = 3600;

/** Turns what was written into *want*: all defaults filled in, capacity in seconds, links in the order of the files. */
export function toWant(
  main: Checked<WrittenConfig>,
  included: readonly Checked<WrittenIncluded>[],
  identity: { readonly path: string; readonly sha256: () => string },
): Want {
  const { data } = main;
  const files: readonly AnyFile[] = [main, ...included];
  let sha256: string | undefined;
  return {
    path: identity.path,
    // Not everyone asks for it.
    get sha256() {
      return (sha256 ??= identity.sha256());
    },
    contact: data.contact ?? null,
    harvest: account(data.harvest),
    forecast: account(data.forecast),
    pointers: data.pointers ?? 'report',
    firstSync: data.first_sync ?? 'harvest',
    conflicts: data.conflicts ?? 'manual',
    harvestEditor: data.harvest_editor ?? 'unknown',
    budgets: data.budgets ?? 'auto',
    roles: data.roles ?? 'sync',
    company: data.company ?? 'sync',
    newProject: {
      is_billable: data.new_project?.is_billable ?? true,
      bill_by: data.new_project?.bill_by ?? 'none',
      budget_by: data.new_project?.budget_by ?? 'none',
    },
    guards: {
      max_changes: data.guards?.max_changes ?? 500,
      max_role_deletes: data.guards?.max_role_deletes ?? 5,
      max_archives: data.guards?.max_archives ?? 20,
      max_changed_share: data.guards?.max_changed_share ?? 0.5,
    },
    state: { backend: data.state?.backend ?? 'local', path: data.state?.path ?? DEFAULT_STATE_PATH },
    links: byKind((kind) => files.flatMap((file) => links(file, kind))),
    ignore: byKind((kind) => ignored(files, PLURAL[kind])),
    ignoreWithProjects: ignored(files, 'clients_with_projects'),
  };
}

function ignored(files: readonly AnyFile[], key: IgnoreKey): IgnoredOf {
  return {
    harvest: files.flatMap(({ data: { ignore } }) => ignore?.[key]?.harvest ?? []),
    forecast: files.flatMap(({ data: { ignore } }) => ignore?.[key]?.forecast ?? []),
  };
}

function byKind<T>(of: (kind: RecordKind) => T): { readonly [K in RecordKind]: T } {
  return { role: of('role'), client: of('client'), person: of('person'), project: of('project') };
}

function account(written: WrittenConfig['harvest']): AccountWant {
  const tokenVariable = referencedVariable(written.token);
  if (tokenVariable === null) throw new Error('The schema let a token through that is no reference.');
  const rate = { requests: written.rate?.requests ?? 100, seconds: written.rate?.seconds ?? 15 };
  return { account: written.account, tokenVariable, rate };
}

function links({ source, root, data, quick }: AnyFile, kind: RecordKind): readonly Link[] {
  return (data.links?.[PLURAL[kind]] ?? []).map((written, index) => {
    const at = quick?.at(kind, index) ?? linesOf(source, locate(root, ['links', PLURAL[kind], index]).value);
    return {
      kind,
      label: written.name ?? null,
      harvest: written.harvest === 'create' ? 'create' : harvestId(Number(written.harvest)),
      forecast: written.forecast === 'create' ? 'create' : forecastId(Number(written.forecast)),
      set: written.set === undefined ? NOTHING : owned(written.set),
      at,
    };
  });
}

/**
 * The lines of an entry. A block entry's range ends where the next thing begins; blank lines and comments after it do
 * not count.
 */
export function linesOf(source: Source, node: ParsedNode | null): SourceLines {
  const [start, end] = node?.range ?? [0, 0];
  const last = start + source.text.slice(start, end).trimEnd().length - 1;
  return { ...source.position(start), lastLine: source.position(Math.max(start, last)).line };
}

/** The `set` of nearly every entry, shared. */
const NOTHING: LinkSet = Object.freeze({});

/** Converts capacity: hours a week in the file, seconds in hfsync. */
function owned(set: LinkSet): LinkSet {
  const fields = Object.entries(set) as [FieldName, string | number][];
  return Object.fromEntries(
    fields.map(([field, value]) => [field, FORMS[field] === 'capacity' ? Number(value) * SECONDS_PER_HOUR : value]),
  );
}
