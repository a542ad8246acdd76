import { certificateHint, isCertificate, isTls } from './certificate.ts';
import { codeOf, titleOf, wordsOf } from './failure.ts';
import type { Proxy } from './proxy.ts';
import { redact } from './secret.ts';
import { WireFault } from './wire-fault.ts';

/**
 * What can go wrong between us and a proxy, in words that name it and say what to do.
 *
 * | the proxy                                            | the fault                                          |
 * | ---------------------------------------------------- | -------------------------------------------------- |
 * | is not there (name, refused, no connection in time)  | may pass                                           |
 * | shows a bad certificate, speaks no TLS or no HTTP    | lasts                                              |
 * | wants another user or password (407; tinyproxy: 401) | lasts: sent over and over, it would lock an account |
 * | refuses the service (other 4xx, 3xx)                 | lasts, for this service                            |
 * | does not reach the service (5xx)                     | may pass                                           |
 * | closes the connection, or says nothing               | lasts, unless a tunnel through it stood before     |
 */
export class ProxyFault extends WireFault {
  /** It concerns the proxy itself, whatever the service. */
  readonly everywhere: boolean;

  constructor(message: string, options: { lasting: boolean; everywhere?: boolean; hint: string; cause?: unknown }) {
    super(message, { ...options, unsent: true });
    this.name = 'ProxyFault';
    this.everywhere = options.everywhere ?? true;
  }
}

/** An answer to CONNECT. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** What came of the body along with the headers. */
  readonly page: string;
  /** `Proxy-Authenticate`, or what tinyproxy sends in its place. */
  readonly asks: string;
}

/** No connection. `met`: somebody is there, and TLS with him failed. `stood`: a tunnel through it stood before. */
export function unreachable(
  proxy: Proxy,
  cause: unknown,
  { met, stood }: { met: boolean; stood: boolean },
): ProxyFault {
  if (!met) {
    const hint = `Check the address in ${proxy.variable}, and whether that proxy runs.`;
    return new ProxyFault(`${proxy.name} cannot be reached: ${wordsOf(cause)}`, { lasting: false, hint, cause });
  }
  const code = codeOf(cause);
  const lasting = isTls(code) || !stood;
  const hint = isCertificate(code)
    ? certificateHint(code, 'the proxy')
    : `Where the proxy itself speaks plain HTTP, as most do, write http:// in ${proxy.variable}.`;
  return new ProxyFault(`no TLS connection to ${proxy.name}: ${wordsOf(cause)}`, { lasting, hint, cause });
}

/** No answer to CONNECT. `stood`: a tunnel through it stood before. */
export function unanswered(proxy: Proxy, cause: unknown, stood: boolean): ProxyFault {
  const other = proxy.tls ? 'http://' : 'https://';
  const check = `Check whether ${proxy.variable} names a proxy, with its port.`;
  const hint = proxy.tls ? check : `${check} Where the proxy itself speaks TLS, write ${other} there.`;
  const code = codeOf(cause);
  if (code === 'TIMEOUT') {
    return new ProxyFault(`${proxy.name} does not answer CONNECT: ${wordsOf(cause)}`, { lasting: !stood, hint, cause });
  }
  if (code.startsWith('HPE_')) {
    return new ProxyFault(`${proxy.name} answers CONNECT with something that is no HTTP (${code})`, {
      lasting: true,
      hint,
      cause,
    });
  }
  return new ProxyFault(`${proxy.name} closes the connection instead of answering CONNECT (${code})`, {
    lasting: !stood,
    hint,
    cause,
  });
}

export function refused(proxy: Proxy, target: string, answer: Answer): ProxyFault {
  const { status } = answer;
  const words = redact(titleOf(answer.page) ?? answer.reason, proxy.secrets);
  const told = `(${status}${words === '' ? '' : `: ${words}`})`;
  if (status === 407 || status === 401) return notLetIn(proxy, answer, told);
  if (status >= 500) {
    const hint = `The proxy could not reach ${target} itself. Try again later, or ask who runs it.`;
    return new ProxyFault(`${proxy.name} does not get through to ${target} ${told}`, {
      lasting: false,
      everywhere: false,
      hint,
    });
  }
  return new ProxyFault(`${proxy.name} refuses CONNECT ${target} ${told}`, {
    lasting: true,
    everywhere: false,
    hint: `Ask who runs it to let ${target} through; or name that host in NO_PROXY where it is reached without a proxy.`,
  });
}

function notLetIn(proxy: Proxy, { asks }: Answer, told: string): ProxyFault {
  const { variable, authorization } = proxy;
  const what = authorization
    ? 'does not take the user and the password that it was given'
    : 'wants a user and a password';
  if (asks !== '' && !/\bbasic\b/i.test(asks)) {
    const schemes = [...new Set(asks.split(/,\s*/).flatMap((part) => /^[A-Za-z]+\b(?!=)/.exec(part)?.[0] ?? []))].join(
      ', ',
    );
    const hint = `It lets nobody in by the Basic scheme (it offers ${schemes}), and hfsync knows no other. A relay on this machine that does (cntlm, px) can stand in between.`;
    return new ProxyFault(`${proxy.name} ${what} ${told}`, { lasting: true, hint });
  }
  const hint = authorization
    ? `Correct them in ${variable} (there @ is %40, : is %3A, % is %25). They were sent once, so that nothing gets locked.`
    : `Write them into ${variable}: http://USER:PASSWORD@HOST:PORT (there @ is %40, : is %3A, % is %25).`;
  return new ProxyFault(`${proxy.name} ${what} ${told}`, { lasting: true, hint });
}
