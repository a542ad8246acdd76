/**
 * What the file can take over from the accounts to be up to date. In: the joined records, and the plan's items. Out: edits of
 * the file, by entry. None of them changes what the plan would write, except for links that only Forecast has.
 *
 * | adopted   | if                                                                                                         |
 * | --------- | ---------------------------------------------------------------------------------------------------------- |
 * | `create`  | both records exist, and Forecast's pointer ties them; a client that came along gets its own entry           |
 * | `label`   | neither record has the file's name for it, and their own names agree                                        |
 * | `pointer` | `link.undeclared`, unless another entry has one of the two ids                                              |
 * | `set`     | both sides have the value, and so has the baseline: an apply has seen it                                    |
 * | `gone`    | both ends are gone, and hfsync knew them (a role is known by its entry)                                     |
 * | `ignore`  | no record matches, and nothing hints at a typing error                                                      |
 */
import { compareAddresses } from '../model/address.ts';
import type { Adopted, Adoption } from '../model/adoption.ts';
import type { Edit, EntryChange } from '../model/edit.ts';
import type { FieldName } from '../model/field.ts';
import { IGNORED_KIND, IGNORE_KEYS } from '../model/ignored.ts';
import type { ManualItem } from '../model/item.ts';
import type { Plan } from '../model/plan.ts';
import { recordName } from '../model/record.ts';
import { SIDES } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { Link } from '../model/want.ts';
import { createRule, deletedRule } from '../rules/existence-rules.ts';
import { settableRule } from '../rules/fields.ts';
import { labelled } from '../rules/way.ts';
import { baselineOf, comparableValue, sameComparable } from './compare/comparable.ts';
import type { CompareContext } from './compare/context.ts';
import { entriesOf, type Entries } from './decide/entries.ts';
import { missOf, unmatchedIn, unmatchedSubject } from './decide/ignores.ts';
import { staleLabel } from './decide/labels.ts';
import { isElsewhere } from './join/elsewhere.ts';
import { existenceOf } from './join/existence.ts';
import { addressOf, endOf, type Pair } from './join/pair.ts';
import type { Chooser } from './select/chooser.ts';

/** Accounts that lost their records, or are not the right ones, are no guide for the file. */
export function isDoubtful(guards: Plan['guards']): boolean {
  return guards.some(({ guard }) => guard === 'emptied' || guard === 'pairing');
}

type Open = Pick<ManualItem, 'address' | 'kind' | 'label' | 'rule' | 'ways_out'>;

/** In the order of addresses. `items`: what the plan leaves to a person. */
export function adoptionsOf(
  context: CompareContext,
  items: readonly Open[],
  chooser: Chooser,
  among: Iterable<Pair> = context.pairs.all,
): Adoption[] {
  let entries: Entries | null = null;
  const written = (): Entries => (entries ??= entriesOf(context.want));
  const pairs = [...among].flatMap((pair) => ofPair(context, pair, chooser, written));
  const pointers = items.flatMap((item) => ofPointer(item, chooser));
  return [...pairs, ...pointers, ...ofIgnored(context, chooser)].sort((a, b) => compareAddresses(a.address, b.address));
}

/** `written`: the entries of the file. They are gathered once, and only if a `create` is done. */
function ofPair(context: CompareContext, pair: Pair, chooser: Chooser, written: () => Entries): Adoption[] {
  const { kind, link } = pair;
  // A record that is still to be created cannot be followed.
  const isOpen = pair.harvest === null || pair.forecast === null;
  if (kind === 'company' || isOpen || isElsewhere(context, pair)) return [];
  if (pair.brought) return ofBrought(context, pair, chooser);
  if (!link) return [];
  if (isGone(context, pair)) return ofGone(context, pair, link, chooser);
  if (isPlain(context, pair, link)) return [];
  const all = [...createOf(context, pair, link, written), ...labelOf(context, pair), ...setOf(context, pair, link)];
  const found = all.filter(({ fact }) => chooser.has({ address: addressOf(pair), rule: fact.rule }));
  if (found.length === 0) return [];
  const { harvest, forecast } = link;
  const edit: Edit = { op: 'change', kind, harvest, forecast, to: merged(found.map(({ to }) => to)) };
  return [
    adoption(
      context,
      pair,
      found.map(({ fact }) => fact),
      edit,
    ),
  ];
}

/** Nearly all entries are: two ids, and a name that a record has. */
function isPlain(context: CompareContext, pair: Pair, { harvest, forecast, set }: Link): boolean {
  if (harvest === 'create' || forecast === 'create' || staleLabel(context, pair) !== null) return false;
  for (const _field in set) return false;
  return true;
}

interface Found {
  readonly fact: Adopted;
  readonly to: EntryChange;
}

/** One entry is changed once. */
function merged(changes: readonly EntryChange[]): EntryChange {
  const unset = changes.flatMap(({ unset: fields = [] }) => fields);
  const all = changes.reduce<EntryChange>((sum, change) => ({ ...sum, ...change }), {});
  return unset.length > 0 ? { ...all, unset } : all;
}

function adoption(context: CompareContext, pair: Pair, facts: readonly Adopted[], edit: Edit): Adoption {
  const record = endOf(context.have, pair, 'harvest') ?? endOf(context.have, pair, 'forecast');
  const label = record ? recordName(record) : (pair.link?.label ?? '');
  return { address: addressOf(pair), kind: pair.kind, label, facts, edits: [edit] };
}

/** The pointer shows that the create is done. Until then the existing side wins. */
function isTied({ have }: CompareContext, pair: Pair): boolean {
  const [harvest, forecast] = SIDES.map((side) => endOf(have, pair, side));
  return harvest !== undefined && forecast?.values.pointer === pair.harvest;
}

function createOf(context: CompareContext, pair: Pair, link: Link, written: () => Entries): Found[] {
  const side = SIDES.find((each) => link[each] === 'create');
  if (!side || pair.source === 'created' || !isTied(context, pair)) return [];
  // Two entries with one id are a mistake, which the plan reports.
  if (written().has(`${side} ${link.kind} ${pair[side]}`)) return [];
  return [{ fact: { what: 'create', rule: createRule(link.kind, side) }, to: { [side]: pair[side] } }];
}

/** A client that came along with a create of a project: the create of that is done, and so is its own. */
function ofBrought(context: CompareContext, pair: Pair, chooser: Chooser): Adoption[] {
  const { harvest, forecast } = pair;
  const rule = createRule('client', pair.link?.harvest === 'create' ? 'harvest' : 'forecast');
  if (pair.source === 'created' || !isTied(context, pair)) return [];
  // What the file ignores it cannot link as well.
  const isIgnored = existenceOf(context, pair).there.some(context.ignores);
  if (isIgnored || !chooser.has({ address: addressOf(pair), rule })) return [];
  const name = recordName(endOf(context.have, pair, 'harvest')!);
  const edit: Edit = { op: 'link', kind: 'client', ...sayable(name), harvest, forecast };
  return [adoption(context, pair, [{ what: 'create', rule }], edit)];
}

function labelOf(context: CompareContext, pair: Pair): Found[] {
  const [name, ...others] = staleLabel(context, pair)?.names ?? [];
  if (name === undefined || others.length > 0 || !sayable(name).name) return [];
  return [{ fact: { what: 'label', rule: 'link.label' }, to: { name } }];
}

function sayable(name: string): { readonly name?: string } {
  return isTemporary(name.trim()) || /\p{Cs}/u.test(name) ? {} : labelled(name);
}

function setOf(context: CompareContext, pair: Pair, { kind, set }: Link): Found[] {
  const fields = Object.keys(set) as FieldName[];
  return fields
    .filter((field) => isDone(context, pair, field, set[field]!))
    .map((field) => ({
      fact: { what: 'set', rule: settableRule(kind, field), field },
      to: { unset: [field] },
    }));
}

/** Until an apply has recorded it, only the file knows which value was meant. */
function isDone(context: CompareContext, pair: Pair, field: FieldName, wanted: string | number): boolean {
  const stored = context.last?.stored?.[addressOf(pair)]?.[field];
  const known = baselineOf(context, pair, field);
  if (stored || known === undefined || !sameComparable(field, known, wanted)) return false;
  return SIDES.every((side) => {
    const record = endOf(context.have, pair, side);
    const value = record && comparableValue(context, record, field);
    return value !== undefined && sameComparable(field, value, wanted);
  });
}

function isGone(context: CompareContext, pair: Pair): boolean {
  if (existenceOf(context, pair).there.length > 0) return false;
  return pair.kind === 'role' || context.last?.baseline[addressOf(pair)] !== undefined;
}

function ofGone(context: CompareContext, pair: Pair, link: Link, chooser: Chooser): Adoption[] {
  const { kind, harvest, forecast } = link;
  const rule = kind === 'role' ? 'role.deleted' : deletedRule(kind, 'harvest');
  if (!chooser.has({ address: addressOf(pair), rule })) return [];
  return [adoption(context, pair, [{ what: 'gone', rule }], { op: 'unlink', kind, harvest, forecast })];
}

function ofPointer({ address, kind, label, rule, ways_out: ways }: Open, chooser: Chooser): Adoption[] {
  const edits = ways.find(({ key }) => key === 'link')?.edits ?? [];
  if (rule !== 'link.undeclared' || edits.length === 0 || !edits.every(({ op }) => op === 'link')) return [];
  return chooser.has({ address, rule }) ? [{ address, kind, label, facts: [{ what: 'pointer', rule }], edits }] : [];
}

function ofIgnored(context: CompareContext, chooser: Chooser): Adoption[] {
  return IGNORE_KEYS.flatMap((key) =>
    SIDES.flatMap((side) =>
      [...unmatchedIn(context, side, key)].flatMap((entry): Adoption[] => {
        const kind = IGNORED_KIND[key];
        const { address, label } = unmatchedSubject(side, kind, entry);
        const rule = 'ignore.unmatched';
        if (missOf(context.have, side, kind, entry) !== null || !chooser.has({ address, rule })) return [];
        const projects = key === 'clients_with_projects' && { projects: true as const };
        const edit: Edit = { op: 'unignore', kind, side, entry, ...projects };
        return [{ address, kind, label, facts: [{ what: 'ignore', rule }], edits: [edit] }];
      }),
    ),
  );
}
