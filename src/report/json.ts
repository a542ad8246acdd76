/**
 * Writes a plan as JSON, and reads a saved one. In: a plan, or text. Out: text with keys in the schema's order, or a plan.
 *
 * | text                                     | error (`UserError`, exit 1) |
 * | ---------------------------------------- | --------------------------- |
 * | cut off, or not JSON                     | `plan.unreadable`           |
 * | JSON, but not an hfsync plan             | `plan.shape`                |
 * | a newer major `format_version`           | `plan.newer`                |
 *
 * `app` checks whether the digest still fits the changes, because that needs the key.
 */
import { UserError } from '../model/error.ts';
import { jsonReader } from '../model/json-reader.ts';
import { PLAN_FORMAT, type Plan } from '../model/plan.ts';
import { inconsistency } from './consistent.ts';
import { PLAN_KEYS } from './generated/plan-keys.ts';
import { validatePlan } from './generated/plan-validator.js';
import { safeJson } from './json-text.ts';
import { orderedEntries, orderedJson, type KeyOrder } from './key-order.ts';
import type { Printable } from './escape.ts';

/** Lists of a plan that can be long. They are written item by item. */
const LISTS = new Set(['changes', 'manual', 'conflicts', 'observations']);

/** The plan as `JSON.stringify` with two spaces would write it. The same plan gives the same bytes. */
export function* planJson(plan: Plan): Iterable<Printable> {
  let before = '{';
  for (const [value, { key, quoted, order }] of orderedEntries(plan, PLAN_KEYS)) {
    const start = `${before}\n  ${quoted}: `;
    if (Array.isArray(value) && value.length > 0 && LISTS.has(key)) yield* listJson(start, value, order);
    else yield safeJson(`${start}${orderedJson(value, order, '  ')}`);
    before = ',';
  }
  yield safeJson('\n}\n');
}

function* listJson(start: string, items: readonly unknown[], keys: KeyOrder): Iterable<Printable> {
  let before = `${start}[`;
  for (const item of items) {
    yield safeJson(`${before}\n    ${orderedJson(item, keys, '    ')}`);
    before = ',';
  }
  yield safeJson('\n  ]');
}

export interface PlanReader {
  /** UTF-8. */
  add(bytes: Uint8Array): void;
  /** Throws `UserError`. */
  end(): Plan;
}

/** Reads a saved plan that comes in pieces. Unknown keys are ignored. `name` is what errors call it. */
export function planReader(name = 'The plan'): PlanReader {
  const { add, end } = jsonReader(LISTS);
  return { add, end: () => checked(end(), name) };
}

/** Reads a saved plan from one text, as `planReader` does. */
export function readPlan(text: string): Plan {
  const reader = planReader();
  reader.add(Buffer.from(text));
  return reader.end();
}

function checked(parsed: unknown, name: string): Plan {
  if (parsed === undefined) {
    throw new UserError('plan.unreadable', `${name} is not JSON, or was cut off.`, {
      hint: 'Save it again with: hfsync plan --out FILE',
    });
  }
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

function formatOf(parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null || !('format_version' in parsed)) return null;
  const { format_version: format } = parsed;
  return typeof format === 'string' && /^\d+\.\d+$/.test(format) ? format : null;
}

function majorOf(format: string): number {
  return Number(format.split('.')[0]);
}
