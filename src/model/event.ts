import type { Change } from './plan.ts';

/** Reports what happens while a plan is applied. `elapsed`: ms since the change started. */
export type ApplyEvent =
  | { readonly type: 'apply_start'; readonly change: Change }
  | { readonly type: 'apply_progress'; readonly change: Change; readonly elapsed: number; readonly message: string }
  | {
      readonly type: 'apply_complete';
      readonly change: Change;
      readonly elapsed: number;
      readonly already: boolean;
      readonly id: number;
    }
  | {
      readonly type: 'apply_errored';
      readonly change: Change;
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly type: 'apply_skipped'; readonly change: Change; readonly message: string };

export type ApplyListener = (event: ApplyEvent) => void;
