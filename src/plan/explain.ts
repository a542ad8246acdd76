import { compareAddresses, type Address } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import type { ExplainedField, Explanation } from '../model/explanation.ts';
import type { FieldName } from '../model/field.ts';
import type { Plan } from '../model/plan.ts';
import type { RuleId } from '../model/rule.ts';
import { sideName } from '../model/side.ts';
import { budgetFigure } from './decide/budget.ts';
import { createContext } from './compare/context.ts';
import { join } from './join/join.ts';
import { fieldsOf, setValueOf } from './compare/winner.ts';
import { bothEnds } from './decide/both-ends.ts';
import { waitingField } from './decide/linked.ts';
import { addressOf, type Pair } from './join/pair.ts';
import { makePlan, type PlanInput } from './plan.ts';
import { verdictOn } from './compare/verdict.ts';
import type { SharedContext } from './compare/context.ts';
import { shownBaseline } from './decide/shown.ts';
import { createSheet, subjectOf } from './decide/sheet.ts';

/** Throws `UserError` where no pair and no record of the plan has the address. */
export function explainRecord(input: Omit<PlanInput, 'select'>, address: Address): Explanation {
  const plan = makePlan({ ...input, select: { only: [], except: [] } });
  const context = createContext(join(input.want, input.have, input.last));
  const pair = [...context.pairs.all].find((candidate) => addressOf(candidate) === address);
  const items = [...plan.manual, ...plan.changes].filter((item) => item.address === address);
  if (!pair && items.length === 0) throw unknownAddress(context, address);
  const notes = notesOn(plan, address);
  if (!pair) return { address, kind: items[0]!.kind, label: items[0]!.label, rows: [], notes };
  const { kind, label } = subjectOf(context, pair);
  return { address, kind, label, rows: rowsOf(context, plan, pair), notes: [...notes, ...budgetNotes(context, pair)] };
}

function rowsOf(context: SharedContext, plan: Plan, pair: Pair): ExplainedField[] {
  const ends = bothEnds(context, createSheet(context), pair);
  if (!ends) return [];
  return fieldsOf(context, pair).map((field) => {
    const owned = setValueOf(ends, field) !== undefined;
    const verdict = owned ? 'owned by the file (`set:`)' : VERDICTS[verdictOn(context, pair, field)];
    const id = `contested:${field}:${addressOf(pair)}`;
    const contested = plan.conflicts.some((conflict) => conflict.id === id);
    return {
      ...waitingField(ends, field),
      baseline: shownBaseline(context, pair, field),
      verdict: contested ? `${verdict}; contested: set back three times` : verdict,
      rule: ruleIn(plan, addressOf(pair), field),
    };
  });
}

const VERDICTS = {
  same: 'in sync',
  harvest: 'changed in Harvest',
  forecast: 'changed in Forecast',
  both: 'changed on both sides',
  first: 'never in sync before',
  stored: 'in sync, but stored in another form',
  unknown: 'not known on one side: left alone',
} as const;

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

function notesOn(plan: Plan, address: Address): string[] {
  return [
    ...plan.changes
      .filter((change) => change.address === address)
      .map((change) => `Planned: ${change.action} in ${sideName(change.account)}.`),
    ...plan.manual.filter((item) => item.address === address).map((item) => `${item.rule}: ${item.reason}`),
    ...plan.conflicts
      .filter((item) => item.address === address)
      .map((item) => `Conflict, ${item.rule}: ${item.reason}`),
    ...plan.observations.filter((item) => item.address === address).map((item) => item.text),
  ];
}

function budgetNotes({ have }: SharedContext, pair: Pair): string[] {
  if (pair.kind !== 'project' || !have.budgets) return [];
  const figure = budgetFigure(have.budgets, pair);
  switch (figure.kind) {
    case 'hours':
      return [`Remaining budget: ${figure.hours.toFixed(2)} h.`];
    case 'not-available':
      return [`Remaining budget: n/a (${figure.reason}).`];
    case 'hidden':
      return ['Remaining budget: not visible to this token.'];
    case 'none':
      return ['Remaining budget: — (no budget).'];
  }
}

function unknownAddress(context: SharedContext, address: Address): UserError {
  const known = [...context.pairs.all].map(addressOf).sort(compareAddresses).slice(0, 3);
  return new UserError('input.address', `No link and no record has the address ${JSON.stringify(address)}.`, {
    hint: `\`hfsync plan\` shows addresses, such as ${known.join(', ')}.`,
  });
}
