import { compareAddresses, type Address } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import type { ExplainedField, Explanation, Note } from '../model/explanation.ts';
import type { FieldName } from '../model/field.ts';
import type { ManualItem } from '../model/item.ts';
import type { Verdict } from '../model/listed.ts';
import type { Plan } from '../model/plan.ts';
import type { RuleId } from '../model/rule.ts';
import { budgetFigure } from './decide/remaining-budget.ts';
import { createContext } from './compare/context.ts';
import { join } from './join/join.ts';
import { fieldsOf, setValueOf } from './compare/winner.ts';
import { linkedPair } from './decide/linked-pair.ts';
import { withNames } from './decide/named.ts';
import { itemField } from './decide/linked.ts';
import { offersOf } from './decide/offered.ts';
import { addressOf, type Pair } from './join/pair.ts';
import { allRows } from './list-records.ts';
import { makePlan, type PlanInput } from './plan.ts';
import { verdictOn } from './compare/verdict.ts';
import type { CompareContext } from './compare/context.ts';
import { shownBaseline } from './decide/shown.ts';
import { createSheet, subjectOf } from './decide/sheet.ts';

/** Throws `UserError` if no pair and no record has the address. */
export function explainRecord(input: Omit<PlanInput, 'select'>, address: Address): Explanation {
  const plan = makePlan({ ...input, select: { only: [], except: [] } });
  const context = createContext(join(input.want, input.have, input.last));
  const pair = [...context.pairs.all].find((candidate) => addressOf(candidate) === address);
  const items = [...plan.manual, ...plan.changes].filter((item) => item.address === address);
  const notes = notesOn(plan, address);
  const about = withNames(input.have, { address });
  if (!pair && items.length === 0) return explainLone(context, plan, address);
  if (!pair) return { ...about, kind: items[0]!.kind, label: items[0]!.label, rows: [], notes };
  const { kind, label } = subjectOf(context, pair);
  return { ...about, kind, label, rows: rowsOf(context, plan, pair), notes: [...notes, ...budgetNotes(context, pair)] };
}

/** A record that the plan says nothing about. */
function explainLone(context: CompareContext, plan: Plan, address: Address): Explanation {
  const listed = allRows(context, plan).find((each) => each.address === address);
  if (!listed) throw unknownAddress(context, address);
  const { kind, harvest, forecast, verdict } = listed;
  const waiting = offersOf(plan.manual)(address);
  const lone: readonly Note[] = isLone(verdict) ? [{ code: verdict }] : [];
  const notes = waiting.length > 0 ? waiting.map(noteOf) : [...lone];
  return { ...withNames(context.have, { address }), kind, label: (harvest ?? forecast)?.name ?? '', rows: [], notes };
}

function noteOf({ rule, reasons = [] }: ManualItem): Note {
  return { code: 'waits', rule, reasons };
}

const LONE = ['ignored', 'archived', 'built-in', 'left-alone'] as const satisfies readonly Verdict[];

function isLone(verdict: Verdict): verdict is (typeof LONE)[number] {
  return LONE.some((each) => each === verdict);
}

function rowsOf(context: CompareContext, plan: Plan, pair: Pair): ExplainedField[] {
  const ends = linkedPair(context, createSheet(context), pair);
  if (!ends) return [];
  return fieldsOf(context, pair).map((field) => {
    const id = `contested:${field}:${addressOf(pair)}`;
    return {
      ...itemField(ends, field),
      baseline: shownBaseline(context, pair, field),
      state: setValueOf(ends, field) === undefined ? verdictOn(context, pair, field) : 'owned',
      contested: plan.conflicts.some((conflict) => conflict.id === id),
      rule: ruleIn(plan, addressOf(pair), field),
    };
  });
}

function ruleIn(plan: Plan, address: Address, field: FieldName): RuleId | null {
  const change = plan.changes.find(
    (item) => item.address === address && item.fields.some((changed) => changed.field === field),
  );
  const item = plan.manual.find(
    (waiting) => waiting.address === address && waiting.fields.some((entry) => entry.field === field),
  );
  const conflict = plan.conflicts.find((entry) => entry.address === address && entry.field === field);
  return change?.fields.find((changed) => changed.field === field)?.rule ?? item?.rule ?? conflict?.rule ?? null;
}

function notesOn(plan: Plan, address: Address): Note[] {
  const of = <T extends { readonly address: Address }>(items: readonly T[]): readonly T[] =>
    items.filter((item) => item.address === address);
  return [
    ...of(plan.changes).map(({ action, account }): Note => ({ code: 'planned', action, side: account })),
    ...of(plan.manual).map(noteOf),
    ...of(plan.conflicts).map(({ rule, reasons = [] }): Note => ({ code: 'conflict', rule, reasons })),
    ...of(plan.observations).flatMap(({ finding }): Note[] => (finding ? [{ code: 'observed', finding }] : [])),
  ];
}

function budgetNotes({ have }: CompareContext, pair: Pair): Note[] {
  if (pair.kind !== 'project' || !have.budgets) return [];
  const figure = budgetFigure(have.budgets, pair);
  switch (figure.kind) {
    case 'hours':
      return [{ code: 'budget', hours: figure.hours }];
    case 'not-available':
      return [{ code: figure.why }];
    case 'hidden':
      return [{ code: 'budget-hidden' }];
    case 'none':
      return [{ code: 'no-budget' }];
  }
}

function unknownAddress(context: CompareContext, address: Address): UserError {
  const known = [...context.pairs.all].map(addressOf).sort(compareAddresses).slice(0, 3);
  return new UserError('input.address', `No link and no record has the address ${JSON.stringify(address)}.`, {
    hint: `\`hfsync plan\` shows addresses, such as ${known.join(', ')}.`,
  });
}
