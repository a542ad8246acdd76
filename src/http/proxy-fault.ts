import { certificateHint, isCertificate, isTls } from './certificate.ts';
import { codeOf, titleOf, wordsOf } from './wire-result.ts';
import type { Proxy } from './proxy.ts';
import { redact } from './secret.ts';
import { WireFault } from './wire-fault.ts';

/**
 * What can go wrong between us and a proxy. Each fault names the proxy and says what to do.
 *
 * | the proxy                                            | the fault                                              |
 * | ---------------------------------------------------- | ------------------------------------------------------ |
 * | cannot be reached (name, refused, timeout)           | may pass                                               |
 * | has a bad certificate, speaks no TLS or no HTTP      | lasts                                                  |
 * | wants another user or password (407; tinyproxy: 401) | lasts: repeated tries could lock the account           |
 * | refuses the service (other 4xx, 3xx)                 | lasts, for this service                                |
 * | does not reach the service (5xx)                     | may pass                                               |
 * | closes the connection, or does not answer            | lasts, unless an earlier tunnel through it worked      |
 */
export class ProxyFault extends WireFault {
  /** It applies to every service, not just to this one. */
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
  /** The part of the body that arrived with the headers. */
  readonly page: string;
  /** `Proxy-Authenticate`, or what tinyproxy sends instead. */
  readonly asks: string;
}

/**
 * No connection. `met`: something answered, but TLS with it failed. `stood`: an earlier tunnel through the proxy
 * worked.
 */
export function unreachable(
  proxy: Proxy,
  cause: unknown,
  { met, stood }: { met: boolean; stood: boolean },
): ProxyFault {
  if (!met) {
    const hint = `Check the address in ${proxy.variable}, and that the proxy is running.`;
    return new ProxyFault(`${proxy.name} cannot be reached: ${wordsOf(cause)}`, { lasting: false, hint, cause });
  }
  const code = codeOf(cause);
  const lasting = isTls(code) || !stood;
  const hint = isCertificate(code)
    ? certificateHint(code, 'the proxy')
    : `If the proxy itself speaks plain HTTP, as most do, write http:// in ${proxy.variable}.`;
  return new ProxyFault(`no TLS connection to ${proxy.name}: ${wordsOf(cause)}`, { lasting, hint, cause });
}

/** No answer to CONNECT. `stood`: an earlier tunnel through the proxy worked. */
export function unanswered(proxy: Proxy, cause: unknown, stood: boolean): ProxyFault {
  const other = proxy.tls ? 'http://' : 'https://';
  const check = `Check that ${proxy.variable} names a proxy and its port.`;
  const hint = proxy.tls ? check : `${check} If the proxy itself speaks TLS, write ${other} there.`;
  const code = codeOf(cause);
  if (code === 'TIMEOUT') {
    return new ProxyFault(`${proxy.name} did not answer CONNECT: ${wordsOf(cause)}`, { lasting: !stood, hint, cause });
  }
  if (code.startsWith('HPE_')) {
    return new ProxyFault(`${proxy.name} answered CONNECT with something that is not HTTP (${code})`, {
      lasting: true,
      hint,
      cause,
    });
  }
  return new ProxyFault(`${proxy.name} closed the connection instead of answering CONNECT (${code})`, {
    lasting: !stood,
    hint,
    cause,
  });
}

export function refused(proxy: Proxy, target: string, answer: Answer): ProxyFault {
  const { status } = answer;
  const words = redact(titleOf(answer.page) ?? answer.reason, proxy.secrets);
  const reply = `(${status}${words === '' ? '' : `: ${words}`})`;
  if (status === 407 || status === 401) return notLetIn(proxy, answer, reply);
  if (status >= 500) {
    const hint = `The proxy could not reach ${target} itself. Try again later, or ask whoever runs it.`;
    return new ProxyFault(`${proxy.name} could not reach ${target} ${reply}`, {
      lasting: false,
      everywhere: false,
      hint,
    });
  }
  return new ProxyFault(`${proxy.name} refused CONNECT ${target} ${reply}`, {
    lasting: true,
    everywhere: false,
    hint: `Ask whoever runs it to let ${target} through. If that host can be reached without a proxy, add it to NO_PROXY.`,
  });
}

function notLetIn(proxy: Proxy, { asks }: Answer, reply: string): ProxyFault {
  const { variable, authorization } = proxy;
  const what = authorization ? 'rejected the user name and password' : 'asks for a user name and password';
  if (asks !== '' && !/\bbasic\b/i.test(asks)) {
    const schemes = [...new Set(asks.split(/,\s*/).flatMap((part) => /^[A-Za-z]+\b(?!=)/.exec(part)?.[0] ?? []))].join(
      ', ',
    );
    const hint = `It does not accept the Basic scheme (it offers ${schemes}), and hfsync supports no other. A relay on this machine (cntlm, px) can translate between them.`;
    return new ProxyFault(`${proxy.name} ${what} ${reply}`, { lasting: true, hint });
  }
  const hint = authorization
    ? `Correct them in ${variable} (write @ as %40, : as %3A, % as %25). They were sent only once, so that no account gets locked.`
    : `Put them into ${variable}: http://USER:PASSWORD@HOST:PORT (write @ as %40, : as %3A, % as %25).`;
  return new ProxyFault(`${proxy.name} ${what} ${reply}`, { lasting: true, hint });
}
