import { parseAddress, type Address } from '../../model/address.ts';
import { UserError } from '../../model/error.ts';
import { matchesGlob } from '../../model/glob.ts';
import type { RuleId } from '../../model/rule.ts';
import { SIDES } from '../../model/side.ts';
import { parseSelector, type EndSelector, type Selector } from '../../model/selector.ts';
import { RULES } from '../../rules/table.ts';
import type { Describe, Described } from './described.ts';

/** `--only` and `--except` as a person wrote them (`model/selector.ts`). Empty lists select everything. */
export interface Selection {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/**
 * A selection, applied to one run. Selectors of records choose whole records. A rule chooses everything that falls
 * under it, in any record. `--except` takes precedence over `--only`.
 */
export interface Chooser {
  readonly isEverything: boolean;
  /** Whether `--only` names the record, and so asks for everything that is planned for it. */
  isNamed(address: Address): boolean;
  /** Whether `--only` asks for the part of the record that falls under this rule. */
  asks(item: Item): boolean;
  /** Whether `--except` leaves the record out. */
  isLeftOut(address: Address): boolean;
  /** Whether `--except` leaves out the part of the record that falls under this rule. */
  omits(item: Item): boolean;
  /** Whether the item is asked for and not left out. */
  has(item: Item): boolean;
  /** The same of an item that stands for several records. */
  hasAny(addresses: readonly Address[], rule: RuleId): boolean;
  /** Whether this run includes all of the record. */
  isWhole(address: Address): boolean;
  /** Whether a record without any planned change counts as asked for. */
  isAbout(address: Address): boolean;
}

interface Item {
  readonly address: Address;
  readonly rule: RuleId;
}

export function chooserOf(selection: Selection, describe: Describe): Chooser {
  const only = split(selection.only, describe);
  const except = split(selection.except, describe);
  const isNamed = (address: Address): boolean => selection.only.length === 0 || only.names(address);
  const asks = ({ address, rule }: Item): boolean => isNamed(address) || only.rules.has(rule);
  const omits = ({ address, rule }: Item): boolean => except.rules.has(rule) || except.names(address);
  return {
    isEverything: selection.only.length + selection.except.length === 0,
    isNamed,
    asks,
    isLeftOut: except.names,
    omits,
    has: (item) => asks(item) && !omits(item),
    hasAny: (addresses, rule) => {
      const items = addresses.map((address) => ({ address, rule }));
      return items.some(asks) && !items.some(omits);
    },
    isWhole: (address) => isNamed(address) && !except.names(address) && except.rules.size === 0,
    isAbout: (address) => (isNamed(address) || only.hasRuleFor(address)) && !except.names(address),
  };
}

/** One of the two lists. */
interface Split {
  readonly rules: ReadonlySet<RuleId>;
  names(address: Address): boolean;
  hasRuleFor(address: Address): boolean;
}

function split(texts: readonly string[], describe: Describe): Split {
  const selectors = texts.flatMap((text) => parseSelector(text) ?? []);
  const rules = new Set(selectors.flatMap((selector) => (selector.is === 'rule' ? [selector.rule] : [])));
  const kinds = new Set([...rules].map((rule) => RULES.get(rule)?.kind));
  const records = selectors.filter(({ is }) => is !== 'rule');
  const known = new Map<Address, boolean>();
  const names = (address: Address): boolean => {
    if (records.length === 0) return false;
    const found = known.get(address) ?? records.some((selector) => isMeant(selector, address, describe(address)));
    known.set(address, found);
    return found;
  };
  return { rules, names, hasRuleFor: (address) => kinds.has('link') || kinds.has(parseAddress(address)?.kind) };
}

/** Whether a selector of records matches this one. */
export function isMeant(selector: Selector, address: Address, described: Described | null): boolean {
  if (selector.is === 'address') return selector.address === address;
  if (selector.is === 'rule' || !described) return false;
  const { kind, harvest, forecast, names, at } = described;
  switch (selector.is) {
    case 'ends':
      return selector.kind === kind && isEnd(selector.harvest, harvest) && isEnd(selector.forecast, forecast);
    case 'id':
      return isKind(selector.kind, described) && (selector.id === harvest || selector.id === forecast);
    case 'kind':
      return selector.kind === kind;
    case 'name':
      return isKind(selector.kind, described) && names.some((name) => isCalled(selector, name));
    case 'line':
      return at !== null && at.path === selector.path && at.line <= selector.line && selector.line <= at.lastLine;
  }
}

function isCalled({ pattern, anyCase }: Extract<Selector, { is: 'name' }>, name: string): boolean {
  return anyCase ? matchesGlob(pattern.toLowerCase(), name.toLowerCase()) : matchesGlob(pattern, name);
}

function isEnd(wanted: EndSelector, id: number | null): boolean {
  return wanted === 'any' || wanted === id;
}

function isKind(wanted: Described['kind'] | null, { kind }: Described): boolean {
  return kind !== 'company' && (wanted === null || wanted === kind);
}

/** Whether two addresses have an end in common: a link changes the address of its records. */
function isSameRecord(left: Address, right: Address): boolean {
  const [a, b] = [parseAddress(left), parseAddress(right)];
  return a !== null && b !== null && a.kind === b.kind && SIDES.some((side) => a[side] !== null && a[side] === b[side]);
}

/**
 * Throws `UserError` if a selector matches nothing, because that is a mistake and not an empty plan. A kind or a rule
 * always matches.
 */
export function checkSelection(selection: Selection, known: ReadonlySet<Address>, describe: Describe): void {
  for (const [flag, texts] of Object.entries(selection)) {
    for (const text of texts as readonly string[]) {
      const selector = parseSelector(text);
      if (selector?.is === 'kind' || selector?.is === 'rule') continue;
      if (selector && [...known].some((address) => isMeant(selector, address, describe(address)))) continue;
      const message = `--${flag}: ${JSON.stringify(text)} is not known here.`;
      throw new UserError('input.address', message, { hint: hintFor(selector, known) });
    }
  }
}

/** The forms of a selector, for the error that lists them. */
const SELECTOR_FORMS =
  'an address (project:14308069/2001), one end (project:14308069/*), an id, a kind, a rule, a line of the file (hfsync.yaml:12), or a name or a pattern on names (Website*, client:Acme).';

function hintFor(selector: Selector | null, known: ReadonlySet<Address>): string {
  switch (selector?.is) {
    case 'address': {
      const now = [...known].find((address) => isSameRecord(address, selector.address));
      const next = now === undefined ? '`hfsync plan` shows addresses.' : `The record is now at ${now}.`;
      return `No link and no record of the plan has this address. ${next}`;
    }
    case 'ends':
    case 'id':
      return 'No link and no record of the plan has this id. `hfsync list` shows ids.';
    case 'line':
      return 'There is no entry under links on this line. `hfsync list` shows the line of each link.';
    default:
      return `No link and no record of the plan has this name. Name ${SELECTOR_FORMS}`;
  }
}
