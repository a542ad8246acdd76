import { UserError } from '../model/error.ts';
import type { Edit } from './edit.ts';
import type { ServiceName } from './log.ts';

/**
 * What can go wrong with a request:
 * - `status`: answers `status`, `headers` and `body`; the write is not applied, unless `applied` is set
 * - `limit`: the service's own 429; `seconds` is its `Retry-After`
 * - `reset-before`, `reset-after`: the connection is cut before, or after, the write is applied
 * - `late`: the connection is cut, and the write is applied only after `afterRequests` (1) more requests to this service
 * - `hang`: never answers; the write is not applied, unless `applied` is set
 * - `slow`: answers after `delayMs`
 * - `truncate`: applied; the answer ends in the middle
 * - `bad-json`: applied; the JSON of the answer is broken
 * - `html`: an HTML page with status 200, as from a captive portal; not applied
 * - `ignore`: 200 with the unchanged record; the write, or only its `keys`, is silently dropped
 * - `trim`: applied with every text trimmed, as a service may store it; `trims` adds this to any other fault
 * - `edit`: just before the request (or after it, with `applied`) a person makes the `edits` in the web app
 */
export const FAULTS = [
  'status',
  'limit',
  'reset-before',
  'reset-after',
  'late',
  'hang',
  'slow',
  'truncate',
  'bad-json',
  'html',
  'ignore',
  'trim',
  'edit',
] as const;
export type FaultName = (typeof FAULTS)[number];

export interface Fault {
  readonly fault: FaultName;
  /** Which requests it hits. A key that is left out matches any. */
  readonly side?: ServiceName;
  readonly method?: string;
  /** The path without query and without `/v2`; `*` stands for anything. */
  readonly path?: string;
  /** The first matching request that is hit, from 1 (the default). */
  readonly nth?: number;
  /** How many are hit from then on: 1 by default, null for all. */
  readonly times?: number | null;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly applied?: boolean;
  /** If the write is applied, its texts are trimmed and their blanks collapsed. */
  readonly trims?: boolean;
  /** `ignore`: the keys that the service drops; it applies the rest. */
  readonly keys?: readonly string[];
  readonly seconds?: number;
  readonly delayMs?: number;
  readonly afterRequests?: number;
  readonly edits?: readonly Edit[];
}

export interface ArmedFault extends Fault {
  readonly id: number;
  /** Matching requests so far, and how many of them were hit. */
  seen: number;
  hit: number;
}

export interface Faults {
  /** Arms a fault and returns its id. Throws `UserError` for a fault that does not exist. */
  add(fault: Fault): number;
  remove(id: number): void;
  clear(): void;
  list(): readonly ArmedFault[];
}

export interface FaultBox extends Faults {
  /** The fault that hits this request: the first armed one that matches and is due. */
  take(request: { readonly side: ServiceName; readonly method: string; readonly path: string }): Fault | null;
}

export function faultBox(): FaultBox {
  let armed: ArmedFault[] = [];
  let last = 0;
  return {
    add(fault) {
      if (!FAULTS.includes(fault.fault)) {
        throw new UserError('sandbox.fault', `The sandbox does not know the fault "${String(fault.fault)}".`, {
          hint: `Choose one of ${FAULTS.join(', ')}.`,
        });
      }
      last++;
      armed.push({ ...fault, id: last, seen: 0, hit: 0 });
      return last;
    },
    remove(id) {
      armed = armed.filter((fault) => fault.id !== id);
    },
    clear() {
      armed = [];
    },
    list: () => structuredClone(armed),
    take(request) {
      let due: ArmedFault | null = null;
      for (const fault of armed) {
        if (!matches(fault, request)) continue;
        fault.seen++;
        const times = fault.times === undefined ? 1 : fault.times;
        if (due === null && fault.seen >= (fault.nth ?? 1) && (times === null || fault.hit < times)) due = fault;
      }
      if (due) due.hit++;
      return due;
    },
  };
}

function matches(fault: Fault, request: { side: ServiceName; method: string; path: string }): boolean {
  if (fault.side !== undefined && fault.side !== request.side) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (fault.path === undefined) return true;
  const plain = (request.path.split('?')[0] ?? '').replace(/^(\/api)?\/v2(?=\/)/, '');
  const pattern = fault.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(plain);
}
