import type { FailureKind } from '../model/failure.ts';
import { MAX_ATTEMPTS, type Failed } from './decide.ts';
import { describe } from './describe.ts';
import type { WireResult } from './wire-result.ts';
import type { Call } from './call.ts';
import type { Secret } from './secret.ts';

/**
 * A failed request in words. In: the call, its result, and the decision. Out: an error that names the service, the
 * request and what to do next, without any secret.
 */
export interface Failures {
  of(call: Call, result: WireResult, decision: Failed): Error;
  /** The service asks for a longer wait than `--max-wait` allows. */
  limited(call: Call, afterMs: number): Error;
  /** Every check before the write was too old when the write's turn came. */
  tooSlow(call: Call): Error;
  /** The run was interrupted while the request waited. `mayBeApplied`: it was sent before, and the limit refused it. */
  interrupted(call: Call, mayBeApplied: boolean): Error;
}

export interface FailuresOptions {
  /** What people call the service: "Harvest", "GitHub". */
  readonly service: string;
  /** The host of its address. */
  readonly host: string;
  /** Everything that must never be shown. */
  readonly secrets: readonly Secret[];
  readonly fail: (failure: FailureKind, message: string, details: FailureDetails) => Error;
  /**
   * What to do about a failure, if this service has its own advice. `status` is null if no answer came, `said` is the
   * service's own words.
   */
  readonly advise: (failure: FailureKind, status: number | null, call: Call, said: string) => string | undefined;
}

export interface FailureDetails {
  readonly status?: number;
  readonly hint?: string;
  readonly isInterrupted?: true;
}

export function createFailures({ service, host, secrets, fail, advise }: FailuresOptions): Failures {
  function of(call: Call, result: WireResult, decision: Failed): Error {
    const { failure, tooLong, afterMs = 0 } = decision;
    if (failure === 'limited') return tooLong ? limited(call, afterMs) : turnedAway(call, afterMs);
    const status = result.kind === 'broken' ? null : result.status;
    const described = describe(result, service, secrets);
    const hint =
      described.hint ??
      advise(failure, status, call, described.said) ??
      unreachedHint(host, call, result) ??
      (tooLong && orRaise(afterMs));
    const what = WORDS[failure](service, `${call.method} ${call.path}`);
    const code = status === null || failure === 'gone' ? '' : ` (${status})`;
    return fail(failure, `${what}${code}${described.said === '' ? '' : `: ${described.said}`}`, {
      ...(status !== null && { status }),
      ...(hint !== undefined && { hint }),
    });
  }

  function limited(call: Call, afterMs: number): Error {
    return usedUp(call, 'would have to wait longer than --max-wait', orRaise(afterMs));
  }

  function turnedAway(call: Call, afterMs: number): Error {
    const hint = `Run hfsync again ${inSeconds(afterMs)}, when nothing else is using the limit.`;
    return usedUp(call, `was turned away ${MAX_ATTEMPTS} times`, hint);
  }

  function usedUp({ method, path }: Call, what: string, hint: string): Error {
    return fail('limited', `${service}'s rate limit is used up: ${method} ${path} ${what}.`, { status: 429, hint });
  }

  function tooSlow({ method, path }: Call): Error {
    return fail(
      'unsent',
      `${method} ${path} was not sent. Each time its turn came, the check before it was more than 10 s old.`,
      {
        hint: `Run hfsync again. If this keeps happening, raise \`rate\` for ${service} in hfsync.yaml, or find out what makes the network slow.`,
      },
    );
  }

  function interrupted({ method, path }: Call, mayBeApplied: boolean): Error {
    const message = `The run was interrupted while ${method} ${path} waited for its turn.`;
    return fail(mayBeApplied ? 'limited' : 'unsent', message, { isInterrupted: true });
  }

  return { of, limited, tooSlow, interrupted };
}

const WORDS: { readonly [K in Exclude<FailureKind, 'limited'>]: (service: string, what: string) => string } = {
  refused: (service, what) => `${service} refused ${what}`,
  gone: (service, what) => `${service} returned 404 for ${what}`,
  unauthorized: (service, what) => `${service} rejected the token: ${what}`,
  unsent: (service, what) => `${service} could not be reached for ${what}`,
  unknown: (service, what) => `${service} gave no clear answer to ${what}`,
  malformed: (service, what) => `${service} gave an unexpected answer to ${what}`,
};

/**
 * A hint if no whole answer came and nothing in between said why. After a write, the command itself knows what to do.
 */
function unreachedHint(host: string, { method }: Call, result: WireResult): string | undefined {
  if (result.kind !== 'broken' || result.via) return undefined;
  if (result.code === 'ENOTFOUND' || result.code.startsWith('EAI_'))
    return `This machine cannot find an address for ${host}. Check the network and its DNS, and the name if you set it. If this network needs a proxy, set HTTPS_PROXY.`;
  if (result.unsent)
    return `Nothing at ${host} accepts connections from this machine. Check the network, its firewall, and the address if you set it. If this network needs a proxy, set HTTPS_PROXY.`;
  return method === 'GET'
    ? `Check the network between this machine and ${host}, or run hfsync again later.`
    : undefined;
}

function orRaise(ms: number): string {
  return `Run hfsync again ${inSeconds(ms)}, or raise --max-wait.`;
}

function inSeconds(ms: number): string {
  return ms > 0 ? `in ${Math.ceil(ms / 1_000)} s` : 'later';
}
