/**
 * The plan as JSON, and a saved plan back. In: a plan, or text. Out: text with keys in the published order, or a plan.
 *
 * | text                                     | error (`UserError`, exit 1) |
 * | ---------------------------------------- | --------------------------- |
 * | cut off, or no JSON                      | `plan.unreadable`           |
 * | JSON, but no hfsync plan                 | `plan.shape`                |
 * | a newer major `format_version`           | `plan.newer`                |
 *
 * Whether the digest still fits the changes is `app`'s to check: it needs the key.
 */
import { UserError } from '../model/error.ts';
import { PLAN_FORMAT, type Plan } from '../model/plan.ts';
import { validatePlan } from './generated/plan-validator.js';
import { inconsistency } from './consistent.ts';
import { jsonText } from './json-text.ts';
import type { Printed } from './show.ts';

/** Of a record that a reason names. */
const NAMED = ['kind', 'side', 'id', 'name', 'archived', 'unsure', 'set'];

/** The published order of keys, by the key under which an object (or a list of them) stands. Others follow by name. */
const ORDER: { readonly [under: string]: readonly string[] } = {
  plan: [
    ...['format_version', 'hfsync_version', 'created_at', 'config', 'accounts', 'state', 'summary'],
    ...[
      'changes',
      'manual',
      'conflicts',
      'observations',
      'cost',
      'guards',
      'select',
      'undo',
      'since',
      'redacted',
      'digest',
    ],
  ],
  config: ['path', 'sha256'],
  accounts: ['harvest', 'forecast'],
  harvest: ['id', 'name'],
  forecast: ['id', 'name'],
  state: ['lineage', 'serial'],
  summary: ['auto', 'harvest', 'forecast', 'create', 'update', 'delete', 'link', 'manual', 'conflicts', 'in_sync'],
  changes: [
    ...[
      'id',
      'address',
      'kind',
      'label',
      'account',
      'action',
      'rules',
      'fields',
      'effects',
      'after',
      'baseline',
      'edited_by',
    ],
    ...['settings', 'declared_at'],
  ],
  // Fields of a change have before and after, fields of a manual item have both sides.
  fields: [
    ...['field', 'before', 'after', 'before_id', 'after_id', 'after_from', 'harvest', 'forecast', 'rule', 'origin'],
  ],
  settings: ['is_billable', 'bill_by', 'budget_by'],
  manual: [
    ...['id', 'rule', 'address', 'kind', 'label', 'reason', 'reasons'],
    ...['fields', 'ways_out', 'urls', 'declared_at'],
  ],
  ways_out: ['text', 'yaml'],
  conflicts: [
    ...['id', 'address', 'kind', 'label', 'field', 'baseline', 'harvest', 'forecast', 'rule', 'reason', 'reasons'],
    ...['ways_out', 'urls', 'declared_at'],
  ],
  reasons: [
    ...['code', 'side', 'kind', 'field', 'fields', 'id', 'ids', 'name', 'value', 'record', 'expected', 'others'],
    ...['stored', 'projects', 'entry', 'candidates', 'entries', 'candidate'],
  ],
  stored: ['field', 'side', 'asked', 'got'],
  record: NAMED,
  others: NAMED,
  projects: NAMED,
  entry: NAMED,
  entries: NAMED,
  candidate: NAMED,
  candidates: NAMED,
  observations: ['rule', 'address', 'label', 'text'],
  cost: ['requests', 'apply_requests', 'apply_seconds_at_least'],
  requests: ['harvest', 'forecast'],
  apply_requests: ['harvest', 'forecast'],
  guards: ['guard', 'limit', 'value', 'reason'],
  select: ['only', 'except'],
  undo: ['of', 'baseline', 'left', 'left_alone', 'cannot'],
  left_alone: ['address', 'fields'],
  since: ['digest', 'created_at', 'changes', 'manual', 'conflicts'],
  cannot: ['id', 'address', 'kind', 'label', 'account', 'action', 'reason'],
  declared_at: ['path', 'line'],
};

/** The same plan gives the same bytes. */
export function planJson(plan: Plan): Printed {
  return jsonText(ordered(plan, 'plan'));
}

/** A saved plan. Unknown keys are ignored. `name`: what errors call it. */
export function readPlan(text: string, name = 'The plan'): Plan {
  const parsed = parse(text, name);
  const format = formatOf(parsed);
  if (format !== null && majorOf(format) > majorOf(PLAN_FORMAT)) {
    throw new UserError('plan.newer', `${name} has format ${format}; this hfsync reads ${PLAN_FORMAT}.`, {
      hint: 'Use the hfsync that made it, or a newer one.',
    });
  }
  if (!validatePlan(parsed)) {
    throw new UserError('plan.shape', `${name} is not an hfsync plan: ${firstFault()}.`, {
      hint: 'Save one with: hfsync plan --out FILE',
    });
  }
  const wrong = inconsistency(parsed);
  if (wrong !== null) {
    throw new UserError('plan.shape', `${name} is not a plan that hfsync saved: ${wrong}.`, {
      hint: 'Save one with: hfsync plan --out FILE',
    });
  }
  return parsed;
}

function firstFault(): string {
  const fault = validatePlan.errors?.[0];
  const place = fault?.instancePath ? `${fault.instancePath} ` : '';
  return `${place}${fault?.message ?? 'its shape is wrong'}`;
}

function parse(text: string, name: string): unknown {
  try {
    if (isTooDeep(text)) throw new RangeError('nested too deeply');
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UserError('plan.unreadable', `${name} is not JSON, or was cut off.`, {
      hint: 'Save it again with: hfsync plan --out FILE',
      cause,
    });
  }
}

/** A plan has a few levels; thousands of them would end in a stack that is too small. */
const DEEPEST = 100;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function formatOf(parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null || !('format_version' in parsed)) return null;
  const { format_version: format } = parsed;
  return typeof format === 'string' && /^\d+\.\d+$/.test(format) ? format : null;
}

function majorOf(format: string): number {
  return Number(format.split('.')[0]);
}

function ordered(value: unknown, under: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => ordered(item, under));
  if (typeof value !== 'object' || value === null) return value;
  const order = ORDER[under] ?? [];
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1))
      .map(([key, each]) => [key, ordered(each, key)]),
  );
}
