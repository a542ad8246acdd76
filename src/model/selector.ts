import { parseAddress, type Address } from './address.ts';
import { KINDS, PLURAL, RECORD_KINDS, type Kind, type RecordKind } from './kind.ts';
import { RULE_IDS, type RuleId } from './rule.ts';

/**
 * What `--only` and `--except`, `list` and `explain` accept: a part of the accounts, in the words that people use for
 * it.
 */
export type Selector =
  /** `project:14308069/2001`, or `company`. */
  | { readonly is: 'address'; readonly address: Address }
  /** `project:14308069/*`: one end. */
  | { readonly is: 'ends'; readonly kind: RecordKind; readonly harvest: EndSelector; readonly forecast: EndSelector }
  /** `14308069` or `project:14308069`: an id of either side. */
  | { readonly is: 'id'; readonly kind: RecordKind | null; readonly id: number }
  /** `project`, or `projects` as in the file. */
  | { readonly is: 'kind'; readonly kind: Kind }
  /** `project.name`. */
  | { readonly is: 'rule'; readonly rule: RuleId }
  /** `links/acme.yaml:3`: the entry on that line. */
  | { readonly is: 'line'; readonly path: string; readonly line: number }
  /** `Website*`, or `client:Acme` for one kind only. */
  | {
      readonly is: 'name';
      readonly kind: RecordKind | null;
      readonly pattern: string;
      /** Ignores case. */
      readonly anyCase?: true;
    };

/** Null if there is no record (`-`). */
export type EndSelector = number | 'any' | null;

/** The first of these that fits the text. Anything else is a name. Null for an address with a mistake in it. */
export function parseSelector(text: string): Selector | null {
  const address = parseAddress(text);
  if (address) return { is: 'address', address: text as Address };
  const [, word = '', rest = ''] = /^(role|client|person|project):(.+)$/s.exec(text) ?? [];
  const kind = RECORD_KINDS.find((each) => each === word) ?? null;
  if (kind && /^[\d*-]*\/[\d*-]*$/.test(rest)) return parseEnds(kind, rest);
  if (/^[1-9]\d{0,15}$/.test(kind ? rest : text)) return { is: 'id', kind, id: Number(kind ? rest : text) };
  const whole = kindNamed(text);
  if (whole) return { is: 'kind', kind: whole };
  const rule = RULE_IDS.find((id) => id === text);
  if (rule) return { is: 'rule', rule };
  const [, path, line] = /^(\S.*\.[a-z]\w*):([1-9]\d{0,8})(?::\d+)?$/is.exec(text) ?? [];
  if (path !== undefined && !kind) return { is: 'line', path, line: Number(line) };
  const pattern = kind ? rest : text;
  return pattern === '' ? null : { is: 'name', kind, pattern };
}

function parseEnds(kind: RecordKind, text: string): Selector | null {
  const ends = text.split('/').map(parseEnd);
  const [harvest, forecast] = ends;
  if (harvest === undefined || forecast === undefined) return null;
  return { is: 'ends', kind, harvest, forecast };
}

function parseEnd(text: string): EndSelector | undefined {
  if (text === '*') return 'any';
  if (text === '-') return null;
  return /^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined;
}

function kindNamed(text: string): Kind | null {
  return KINDS.find((kind) => kind === text || (kind !== 'company' && PLURAL[kind] === text)) ?? null;
}
