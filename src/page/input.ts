/** Checks what the page sends: it comes over a network, even if from the same machine. */
import { RECORD_KINDS } from '../model/kind.ts';
import { SIDES } from '../model/side.ts';
import type { Change, Choice } from './wire.ts';

export interface Input {
  readonly [key: string]: unknown;
}

/** Null if the input is not a change. */
export function readChange({ drop, take }: Input): Change | null {
  if (!Array.isArray(drop) || !drop.every(isText) || !Array.isArray(take)) return null;
  const choices = take.map(readChoice).filter((choice) => choice !== null);
  return choices.length === take.length ? { drop, take: choices } : null;
}

export function readRevision({ revision }: Input): number | null {
  return Number.isSafeInteger(revision) ? (revision as number) : null;
}

function readChoice(value: unknown): Choice | null {
  if (typeof value !== 'object' || value === null) return null;
  const { by, item, way, id, kind: asked, side: end, harvest, forecast } = value as Input;
  const kind = RECORD_KINDS.find((each) => each === asked);
  const side = SIDES.find((each) => each === end);
  if (by === 'way' && isText(item) && isText(way) && (id === null || isId(id))) return { by, item, way, id };
  if (by === 'link' && kind && isId(harvest) && isId(forecast)) return { by, kind, harvest, forecast };
  if (by === 'ignore' && kind && side && isId(id)) return { by, kind, side, id };
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
