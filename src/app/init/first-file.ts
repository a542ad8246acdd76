/**
 * Writes a first `hfsync.yaml`, as a person would. In: the accounts, the proposal. Out: files with their text. Every
 * name is written so that YAML reads back exactly the same text. In a comment it is escaped as everywhere else.
 */
import type { Have } from '../../model/have.ts';
import { PLURAL, type RecordKind } from '../../model/kind.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import { sideName, SIDES, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { Graded } from '../../match/unique-pairs.ts';
import { quote, escapeText } from '../../report/escape.ts';
import { evidenceText } from '../../rules/evidence.ts';
import { yamlText } from '../../model/invisible.ts';
import type { Chosen } from './choose-accounts.ts';
import type { Proposal } from './proposal.ts';

export interface FileOptions {
  readonly accounts: Chosen;
  /** The path of the schemas in the file, without a final slash. */
  readonly schemas: string;
  /** Put the rest under `ignore`. Otherwise the plan reports it. */
  readonly ignoreRest: boolean;
}

/** Paths relative to the folder of the configuration. The configuration itself is ''. */
export type Files = ReadonlyMap<string, string>;

/** A file with more projects than this is hard to read. */
const LARGE = 200;

export function filesOf(have: Have, proposal: Proposal, options: FileOptions): Files {
  const projects = [...proposal.links, ...proposal.likely].filter((pair) => pair.harvest.kind === 'project');
  const groups = projects.length > LARGE ? byFile(have, projects) : new Map<string, readonly Graded[]>();
  const apart = new Set([...groups.values()].flat());
  const here = [...proposal.links, ...proposal.likely].filter((pair) => !apart.has(pair));
  const head = headOf(have, options, groups.size > 0);
  const ignore = options.ignoreRest ? ignoreLines(have, proposal.rest) : [];
  const main = [...head, ...linkLines(have, here), ...ignore].join('\n');
  const parts = [...groups].map(([name, pairs]) => {
    const schema = `# yaml-language-server: $schema=${deeper(options.schemas)}/hfsync-links.schema.json`;
    return [`links/${name}.yaml`, `${[schema, ...linkLines(have, pairs)].join('\n')}\n`] as const;
  });
  return new Map([...parts, ['', `${main}\n`]]);
}

/** A file with only the accounts: enough to read them. */
export function bareFile(options: FileOptions): Files {
  return new Map([['', `${headOf({ harvest: { name: '' }, forecast: { name: '' } }, options, false).join('\n')}\n`]]);
}

function deeper(schemas: string): string {
  return schemas.startsWith('.') ? `../${schemas.replace(/^\.\//, '')}` : schemas;
}

function headOf({ harvest, forecast }: Named, { accounts, schemas }: FileOptions, isApart: boolean): string[] {
  return [
    `# yaml-language-server: $schema=${schemas}/hfsync.schema.json`,
    '#',
    '# Written by `hfsync init`. From here on it is yours.',
    'version: 1',
    '',
    'harvest:',
    `  account: ${accounts.harvest.account}${noted(harvest.name)}`,
    `  token: \${${accounts.harvest.variable}}`,
    'forecast:',
    `  account: ${accounts.forecast.account}${noted(forecast.name)}`,
    `  token: \${${accounts.forecast.variable}}`,
    ...(isApart ? ['', "include: ['links/*.yaml'] # the projects, a file a client"] : []),
  ];
}

function noted(name: string): string {
  return name === '' ? '' : ` # ${escapeText(name)}`;
}

type Named = { readonly [S in Side]: { readonly name: string } };

const ORDER: readonly RecordKind[] = ['client', 'project', 'person', 'role'];

/** Sections by kind. A section without exact links is one comment, so that it can be uncommented as a whole. */
function linkLines(have: Have, pairs: readonly Graded[]): string[] {
  const sections = ORDER.map((kind) => pairs.filter((pair) => pair.harvest.kind === kind)).filter(
    ({ length }) => length > 0,
  );
  if (sections.length === 0) return [];
  const lines = sections.flatMap((section) => [
    `  ${section.some(isSure) ? '' : '# '}${PLURAL[section[0]!.harvest.kind]}:`,
    ...sectionLines(have, section),
  ]);
  return ['', `${pairs.some(isSure) ? '' : '# '}links:`, ...lines];
}

function isSure(pair: Graded): boolean {
  return pair.class === 'exact';
}

/** Sorts projects by client, everything else by name. */
function sectionLines(have: Have, pairs: readonly Graded[]): string[] {
  const headed = pairs.map((pair) => ({
    pair,
    client: clientOf(have, pair.harvest.record) ?? clientOf(have, pair.forecast.record),
  }));
  const sorted = headed.sort((a, b) => compare(a.client ?? '', b.client ?? '') || compareRecords(a.pair, b.pair));
  return sorted.flatMap(({ pair, client }, index) => [
    ...(client !== null && client !== sorted[index - 1]?.client ? [`    # ${escapeText(client)}`] : []),
    ...entryLines(pair),
  ]);
}

function compareRecords(a: Graded, b: Graded): number {
  return compare(recordName(a.harvest.record), recordName(b.harvest.record)) || a.harvest.id - b.harvest.id;
}

/** Sorts the same way on every machine. */
const collator = new Intl.Collator('en');
function compare(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function entryLines({ harvest, forecast, class: match, evidence }: Graded): string[] {
  const [name, other] = [recordName(harvest.record), recordName(forecast.record)];
  const label = labelOf(name);
  const entry = `- { ${label === null ? '' : `name: ${label}, `}harvest: ${harvest.id}, forecast: ${forecast.id} }`;
  const called = name === other ? '' : `Forecast: ${quote(other)}`;
  if (match === 'exact') return [`    ${entry}${called === '' ? '' : ` # ${called}`}`];
  const why = [evidenceText(evidence), ...(called === '' ? [] : [called])].join('. ');
  return [`    # likely: ${escapeText(why, 400)}`, `    # ${entry}`];
}

/** Null for a name that the file cannot or should not contain. */
function labelOf(name: string): string | null {
  if (name.trim() === '' || isTemporary(name.trim()) || /\p{Cs}/u.test(name)) return null;
  return yamlText(name);
}

function clientOf(have: Have, { side, values }: AccountRecord): string | null {
  const client = values.client ? have[side].records.client.get(values.client as never) : undefined;
  return client ? recordName(client) : null;
}

/**
 * Groups projects into a file per client, named after it. Without an exact link a file would contain only comments, so
 * such projects stay in the main file.
 */
function byFile(have: Have, pairs: readonly Graded[]): Map<string, readonly Graded[]> {
  const byClient = new Map<number | null, Graded[]>();
  for (const pair of pairs) {
    const { client } = pair.harvest;
    byClient.set(client, [...(byClient.get(client) ?? []), pair]);
  }
  const files = new Map<string, readonly Graded[]>();
  for (const [client, group] of byClient) {
    if (!group.some(isSure)) continue;
    const slug = slugOf(clientOf(have, group[0]!.harvest.record) ?? '');
    files.set(
      slug === '' || files.has(slug) ? [slug, client ?? 'none'].filter((part) => part !== '').join('-') : slug,
      group,
    );
  }
  return new Map([...files].sort(([a], [b]) => compare(a, b)));
}

function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

function ignoreLines(have: Have, rest: readonly AccountRecord[]): string[] {
  const lines = ORDER.flatMap((kind) => {
    const sides = SIDES.flatMap((side) =>
      ignoreSide(
        have,
        side,
        rest.filter((record) => record.kind === kind && record.side === side),
      ),
    );
    return sides.length > 0 ? [`  ${PLURAL[kind]}:`, ...sides] : [];
  });
  return lines.length > 0 ? ['', 'ignore: # nothing was found for these on the other side', ...lines] : [];
}

function ignoreSide(have: Have, side: Side, records: readonly AccountRecord[]): string[] {
  if (records.length === 0) return [];
  const sorted = [...records].sort((a, b) => compare(recordName(a), recordName(b)) || Number(a.id) - Number(b.id));
  const called = (record: AccountRecord): string => {
    const client = clientOf(have, record);
    return client === null
      ? escapeText(recordName(record))
      : `${escapeText(recordName(record))} (${escapeText(client)})`;
  };
  return [`    ${side}: # ${sideName(side)}`, ...sorted.map((record) => `      - ${record.id} # ${called(record)}`)];
}
