/** What the questions of the probe work with: scratch records on both sides, and answers. */
import type { Capability } from '../../model/capability.ts';
import type { Answered, Bench, Raw, ScratchKind } from './scratch.ts';

export interface Answer {
  readonly id: string;
  /** Null if the question is not about a capability, or could not be asked. */
  readonly capability: Capability | null;
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly asked: string;
  readonly seen: string;
}

export interface Stage {
  readonly harvest: Bench;
  readonly forecast: Bench;
  /** A scratch name. */
  name(what: string): string;
  /** Whether to create a person in Forecast. */
  readonly withPerson: boolean;
  /** Whether to set another default capacity in Forecast, for a moment. */
  readonly withDefault: boolean;
  /** Saves Forecast's default capacity, so that it is restored even if the probe is killed. */
  keepDefault(seconds: number): Promise<void>;
  /** Restores it. Returns whether it has its old value. */
  restoreDefault(): Promise<boolean>;
  readonly forecastAccount: number;
  sleep(ms: number): Promise<void>;
}

export interface Question {
  readonly id: string;
  readonly asked: string;
  /** What hfsync does while the answer is unknown. */
  readonly safe: string;
  ask(stage: Stage): Promise<readonly Answer[]>;
}

export type Verdict = Answer['verdict'];

export function answer(
  id: string,
  capability: Capability | null,
  verdict: Verdict,
  asked: string,
  seen: string,
): Answer {
  return { id, capability, verdict, asked, seen };
}

/** Creates a record. Throws if even that is refused, since nothing can be asked then. */
export async function made(bench: Bench, kind: ScratchKind, values: Raw): Promise<Raw & { readonly id: number }> {
  const { ok, record, text } = await bench.create(kind, values);
  if (!ok || typeof record['id'] !== 'number') throw new Unanswerable(text);
  return { ...record, id: record['id'] };
}

/** A question that this account does not let the probe ask. */
export class Unanswerable extends Error {}

/** Asks the same about several things. If one cannot be asked, the others still are. */
export async function ofEach<T extends string>(
  { id, asked }: Question,
  things: readonly T[],
  ask: (thing: T) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const thing of things)
    answers.push(...(await asFarAsPossible({ id, asked: `${asked}, for ${thing}` }, () => ask(thing))));
  return answers;
}

export async function asFarAsPossible(
  { id, asked }: Pick<Question, 'id' | 'asked'>,
  ask: () => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    return [answer(id, null, 'unknown', asked, `not asked: ${error.message}`)];
  }
}

export const KINDS = ['role', 'client', 'project', 'person'] as const;

/** Keys that change with every write. */
export const MOVING = ['updated_at', 'updated_by_id'];

export function keptBesides(before: Raw, after: Raw, changed: readonly string[]): readonly string[] {
  const keys = Object.keys(before).filter((key) => !MOVING.includes(key) && !changed.includes(key));
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

export async function forecastRecord(
  stage: Stage,
  kind: ScratchKind,
  what: string,
): Promise<Raw & { readonly id: number }> {
  const { forecast } = stage;
  const name = stage.name(what);
  if (kind === 'role') return made(forecast, kind, { name, person_ids: [] });
  if (kind === 'client') return made(forecast, kind, { name });
  if (kind === 'person')
    return made(forecast, kind, {
      first_name: name.split(' ').slice(0, 2).join(' '),
      last_name: what,
      email: null,
      login: 'disabled',
      admin: false,
      roles: [],
    });
  const client = await made(forecast, 'client', { name: stage.name(`${what} client`) });
  return made(forecast, kind, { client_id: client.id, name, code: 'probe', notes: 'kept?', tags: ['probe'] });
}

export function nameKey(kind: ScratchKind): string {
  return kind === 'person' ? 'last_name' : 'name';
}

export function newName(stage: Stage, kind: ScratchKind, what: string): string {
  return kind === 'person' ? what : stage.name(what);
}

export async function harvestRecord(
  stage: Stage,
  kind: 'role' | 'client' | 'project',
  what: string,
): Promise<Raw & { readonly id: number }> {
  if (kind !== 'project') return made(stage.harvest, kind, { name: stage.name(what) });
  const client = await made(stage.harvest, 'client', { name: stage.name(`${what} client`) });
  return made(stage.harvest, 'project', {
    client_id: client.id,
    name: stage.name(what),
    is_billable: false,
    bill_by: 'none',
    budget_by: 'none',
  });
}

/** Some services accept only whole records, others only the changed keys. Here only the change matters. */
export async function writeEither(
  bench: Bench,
  kind: ScratchKind,
  before: Raw & { readonly id: number },
  changed: Raw,
): Promise<Answered> {
  const whole = await bench.write(kind, before.id, { ...before, ...changed });
  return whole.ok ? whole : bench.write(kind, before.id, changed);
}
