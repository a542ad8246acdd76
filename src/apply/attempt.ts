import type { RawRecord } from '../model/account.ts';
import type { RequestFailure } from '../model/failure.ts';
import type { Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Intent } from '../model/store.ts';

/** One change on its way. */
export interface Attempt {
  readonly change: Change;
  readonly wanted: Values;
  /** null until it is durable, which it is before anything is sent. */
  intent: Intent | null;
  /** The record to write, as it was last seen; null for a create. */
  fresh: AccountRecord | null;
  /** A request has left, whatever came of it. */
  isSent: boolean;
  /** What its last request got instead of a clear answer. */
  unclear: RequestFailure | null;
  /** What the write has taken from the record besides, as it was. */
  lost: RawRecord | null;
}
