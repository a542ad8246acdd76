import type { Deed } from '../simulation/people.ts';
import type { Death } from '../simulation/process.ts';
import type { WireFault } from '../simulation/wire.ts';
import type { FileChange, Options } from './file.ts';

/** A walk over one small world: what people do, what the file says, and runs in between. Plain JSON, so that one can be kept. */
export interface Walk {
  /** Chooses every delay. */
  readonly seed: number;
  readonly options: Partial<Options>;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly step: 'person'; readonly deed: Deed }
  | { readonly step: 'file'; readonly change: FileChange }
  | ({ readonly step: 'apply' } & Run)
  /** Takes back the apply that saved how, last. */
  | { readonly step: 'undo' };

export interface Run {
  /** Another file with the same state, for this run alone: what is different in it. */
  readonly with: readonly FileChange[];
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** `--allow` every guard. */
  readonly allow: boolean;
  readonly saveUndo: boolean;
  readonly death: Death | null;
  readonly faults: readonly WireFault[];
}

export const WHOLE: Run = {
  ...{ with: [], only: [], except: [], allow: true, saveUndo: false, death: null, faults: [] },
};

/** Nothing is left out of it and nothing goes wrong. */
export function isQuiet({ death, faults }: Run): boolean {
  return death === null && faults.length === 0;
}

export function isWhole({ only, except }: Run): boolean {
  return only.length + except.length === 0;
}
