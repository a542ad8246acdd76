import type { ApplyOptions } from '../../src/app/apply.ts';
import type { PlanOptions } from '../../src/app/plan.ts';
import type { Printing } from '../../src/app/print-plan.ts';

/** What `hfsync apply --auto-approve` and `hfsync plan` are asked for where a test says nothing else; waits end soon. */
export const APPLY: ApplyOptions = {
  file: null,
  autoApprove: true,
  expect: null,
  undoOut: null,
  allow: [],
  showsPlan: false,
  jsonInto: null,
  maxWait: 5,
  lockTimeout: 0,
  select: { only: [], except: [] },
};

export const PLAN: PlanOptions = {
  out: null,
  since: null,
  redact: false,
  jsonInto: null,
  format: 'text',
  full: false,
  detailedExitCode: false,
  failOn: [],
  maxWait: 5,
  select: { only: [], except: [] },
};

export const SHOW: Printing = { format: 'text', redact: false, jsonInto: null };
