import { createHash, createHmac } from 'node:crypto';
import { compareAddresses, type Address } from '../model/address.ts';
import { PLAN_FORMAT, type Change, type ChangedField, type Plan, type Undo } from '../model/plan.ts';
import { budgetLines, withoutNumber } from '../rules/budget-line.ts';

type Approved = Pick<Plan, 'accounts' | 'changes' | 'undo'>;

/**
 * The approval token: sha256 over what would be written and where, so that neither a label nor the state's serial makes a plan
 * stale. Left out: label, effects, baseline, edited_by, urls, declared_at, and the number in a remaining-budget line that is there
 * already, which moves by the hour; that such a line comes or goes counts. With a key it is an HMAC. A plan that undoes an apply is
 * not planned again before it is applied, so there everything counts.
 */
export function digestOf(plan: Approved, key: Uint8Array | null): string {
  const hash = key ? createHmac('sha256', key) : createHash('sha256');
  for (const part of contentOf(plan)) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
}

/** Changes that become text in one go: one by one, each start would cost as much as its text. */
const TOGETHER = 100;

/** JSON of a list: format, both accounts, the changes, what is undone. In parts, since a plan can have 100,000 changes. */
function* contentOf({ accounts, changes, undo }: Approved): Iterable<string> {
  const start = JSON.stringify([PLAN_FORMAT.split('.')[0], accounts.harvest.id, accounts.forecast.id]);
  yield `${start.slice(0, -1)},[`;
  let before = '';
  for (let from = 0; from < changes.length; from += TOGETHER) {
    const contents = changes.slice(from, from + TOGETHER).map((change) => approved(change, undo !== undefined));
    const part = JSON.stringify(contents.filter((content) => content !== null)).slice(1, -1);
    if (part === '') continue;
    yield `${before}${part}`;
    before = ',';
  }
  yield undo ? `],${JSON.stringify(undoApproved(undo))}]` : ']]';
}

/** An older plan without `left` has a digest without it. */
function undoApproved({ of, baseline, left }: Undo): unknown {
  return [of, inOrder(baseline), ...(left ? [inOrder(left)] : [])];
}

function inOrder(baseline: Undo['baseline']): unknown {
  const addresses = (Object.keys(baseline) as Address[]).sort(compareAddresses);
  return addresses.map((address) => [address, Object.entries(baseline[address] ?? {}).sort()]);
}

/** The part of a change that is approved; null: none. `whole`: includes figures that change by the hour. */
export function approved(change: Change, whole: boolean): unknown {
  const fields = whole ? change.fields : change.fields.flatMap((field) => approvedField(field) ?? []);
  if (fields.length === 0) return null;
  return {
    id: change.id,
    address: change.address,
    kind: change.kind,
    account: change.account,
    action: change.action,
    rules: change.rules.filter((rule) => rule !== BUDGET || fields.some((field) => field.rule === BUDGET)),
    fields: fields.map((field) => [
      field.field,
      field.before,
      field.after,
      field.before_id ?? null,
      field.after_id ?? null,
      field.after_from ?? null,
      field.rule,
      field.origin,
    ]),
    after: change.after,
    settings: change.settings
      ? [change.settings.is_billable, change.settings.bill_by, change.settings.budget_by]
      : null,
  };
}

const BUDGET = 'project.remaining-budget';

/** An existing line without its number; null if nothing else differs. */
function approvedField(field: ChangedField): ChangedField | null {
  const { rule, before, after } = field;
  if (rule !== BUDGET || typeof before !== 'string' || budgetLines(before).length === 0) return field;
  const [was, becomes] = [withoutNumber(before), withoutNumber(String(after))];
  return was === becomes ? null : { ...field, before: was, after: becomes };
}
