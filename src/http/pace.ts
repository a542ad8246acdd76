/**
 * What was sent from this machine lately, by this run and those before it. Harvest counts requests by address and not by token
 * (published experiment of 2021), so runs one after the other share its limit.
 */
export interface Pace {
  /** How many ms ago those answers came that still count in a window of this length, in any order. */
  lately(limit: LimitName, windowMs: number): readonly number[];
  /** An answer came just now. */
  answered(limit: LimitName): void;
}

/** Which limit: the service's address, and what of it. */
export type LimitName = string;
