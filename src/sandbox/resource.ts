import type { Clock, Random } from '../model/ports.ts';
import type { World } from './world.ts';

/** An operation on a world: who performs it, when, and what is allowed. Each request makes one, and so does a person in the web app. */
export interface Operation {
  readonly world: World;
  readonly clock: Clock;
  readonly random: Random;
  /** The Forecast person id to which edits are attributed. Null if unknown. */
  readonly editor: number | null;
  /** Whether a person does it in the web app, which allows more than the API. */
  readonly byHand: boolean;
  /** Control only: do it even if the service would refuse. */
  readonly force: boolean;
  readonly strict: Strict;
}

/**
 * How the services may behave where public sources allow two readings. All are off by default, and none affects a
 * person in the web app.
 */
export interface Strict {
  /** Harvest refuses a second project with the same name under one client. */
  readonly projectNames?: boolean;
  /** Forecast refuses a PUT that leaves out a key that the record has. */
  readonly wholePut?: boolean;
  /** Forecast empties the keys that a PUT leaves out. */
  readonly clearingPut?: boolean;
  /** Forecast refuses a PUT with a read-only key, such as the id. */
  readonly partialPut?: boolean;
  /** Forecast refuses a PUT with any key that does not change. */
  readonly changedKeysOnly?: boolean;
  /** Forecast empties the texts and lists that a PUT with the record's id does not change. */
  readonly lossyPut?: boolean;
  /** Forecast accepts a PUT with the record's id, but stores nothing of it. */
  readonly deafPut?: boolean;
  /** Forecast empties the notes and the code of a project with each PUT. */
  readonly losesNotes?: boolean;
  /** Harvest refuses every write if the owner of the token is not an administrator. */
  readonly onlyAdministratorsWrite?: boolean;
  /** Forecast silently drops the pointers to Harvest that an API request sends. */
  readonly dropsPointers?: boolean;
  /** Forecast answers a new default capacity with success, but keeps the old one. */
  readonly dropsDefault?: boolean;
  /** Harvest refuses edits of an archived client, as it does for a project. */
  readonly lockedClients?: boolean;
  /** Harvest accepts edits of an archived project, and a restore with an edit in it. */
  readonly openProjects?: boolean;
  /** Both accept a second client, project or role with the same name. */
  readonly freeNames?: boolean;
  /** Both treat names that differ only in case as the same. */
  readonly foldedNames?: boolean;
  /** Both accept the name of an archived client for a new one. */
  readonly freeArchivedNames?: boolean;
  /** Forecast accepts a person's capacity only in whole half hours. */
  readonly halfHours?: boolean;
}

/** Whether the API follows this reading. */
export function reads({ strict, byHand, force }: Operation, reading: keyof Strict): boolean {
  return strict[reading] === true && !byHand && !force;
}

/** Whether another record already has the name, in the way this service compares names. */
export function isNameTaken(
  operation: Operation,
  others: readonly {
    readonly id: number;
    readonly name: string;
    readonly archived?: boolean;
    readonly is_active?: boolean;
  }[],
  next: { readonly id: number; readonly name: string },
): boolean {
  if (reads(operation, 'freeNames')) return false;
  const key = (name: string): string => (reads(operation, 'foldedNames') ? name.toLowerCase() : name);
  return others.some(
    (other) =>
      other.id !== next.id &&
      key(other.name) === key(next.name) &&
      !(reads(operation, 'freeArchivedNames') && (other.archived === true || other.is_active === false)),
  );
}

/** One kind of record of one service: what the routes and the control API do with it. */
export interface Resource<R extends Row = Row> {
  rows(world: World): R[];
  create(operation: Operation, input: Input): R;
  update(operation: Operation, record: R, input: Input): R;
  /** Removes the record. Returns the record that the service answers with. */
  remove(operation: Operation, record: R): R;
  /** Returns a function that turns a record into what the service answers for it. */
  view(world: World, options?: ViewOptions): (record: R) => Json;
}

export interface Row {
  id: number;
}
export interface ViewOptions {
  /** Harvest omits the rates if the token is not an administrator's. */
  readonly rates: boolean;
}
export type Json = Record<string, unknown>;
export type Input = Readonly<Record<string, unknown>>;

/** A refusal by the service. Each service puts `messages` into its own kind of body. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 422;
  readonly messages: readonly string[];
  /** Harvest repeats some refusals in a `Hint` header. */
  readonly hint: boolean;

  constructor(status: 400 | 401 | 403 | 404 | 422, messages: readonly string[], hint = false) {
    super(messages.join(', '));
    this.name = 'Refusal';
    this.status = status;
    this.messages = messages;
    this.hint = hint;
  }
}

/** A null that was there before is not an edit. A null that is written arrives as an empty text. */
export function isFilled(text: string | null): boolean {
  return text === null || text.trim() !== '';
}

/** Throws a 422 with the messages of all demands that are not met. */
export function demand(
  operation: Operation,
  demands: readonly (readonly [met: boolean, message: string])[],
  hint = false,
): void {
  if (operation.force) return;
  const messages = demands.filter(([met]) => !met).map(([, message]) => message);
  if (messages.length > 0) throw new Refusal(422, messages, hint);
}

export function find<R extends Row>(rows: readonly R[], id: number): R {
  const record = rows.find((row) => row.id === id);
  if (!record) throw new Refusal(404, ['Not Found']);
  return record;
}

/** Removes a record from its list. */
export function take<R extends Row>(rows: R[], record: R): R {
  const index = rows.findIndex((row) => row.id === record.id);
  if (index >= 0) rows.splice(index, 1);
  return record;
}

/** Harvest's time stamps have whole seconds (Harvest API docs). */
export function harvestNow(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Forecast's have milliseconds (recorded answers). */
export function forecastNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** Copies `next` into the record and returns whether anything changed. */
export function assignIfChanged<R extends Row>(record: R, next: R): boolean {
  if (JSON.stringify(record) === JSON.stringify(next)) return false;
  Object.assign(record, next);
  return true;
}
