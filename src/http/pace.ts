/**
 * What this machine sent lately, in this run and earlier ones. Harvest counts requests by address, not by token
 * (published experiment of 2021), so consecutive runs share its limit.
 */
export interface Pace {
  /** How many ms ago the answers arrived that still count in a window of this length, in any order. */
  lately(limit: LimitName, windowMs: number): readonly number[];
  /** Records that an answer arrived just now. */
  answered(limit: LimitName): void;
}

/** Names a limit: the service's address, and which of its limits. */
export type LimitName = string;
