import { certificateHint, isTls } from './certificate.ts';
import { isForeign, messageOf, type AnswerHeaders, type WireResult } from './wire-result.ts';
import { parseJson } from '../model/json.ts';
import { redact, type Secret } from './secret.ts';

/**
 * A result in words. In: a result, and the name of the service. Out: what was said, and what to do about it if the
 * result itself shows that. The caller knows what else the failure can mean.
 */
export interface Description {
  /** "" if nothing was said. */
  readonly said: string;
  readonly hint: string | undefined;
}

export function describe(result: WireResult, service: string, secrets: readonly Secret[]): Description {
  const hidden = [...secrets, ...(result.via?.secrets ?? [])];
  return { said: redact(saidIn(result), hidden), hint: hintOf(result, service) };
}

function saidIn(result: WireResult): string {
  if (result.kind === 'unreadable') return result.reason;
  if (result.kind === 'broken') {
    const { message, via } = result;
    return via && !message.includes(via.name) ? `${message} (through ${via.name})` : message;
  }
  const said = messageOf(result.text);
  return said === '' && result.status >= 300 && result.status < 400 ? redirection(result.headers) : said;
}

/** Without the path, which may contain anything a login portal wants to remember. */
function redirection(headers: AnswerHeaders): string {
  const to = headers.get('location') ?? '';
  return URL.canParse(to) ? `a redirect to ${new URL(to).host}` : 'a redirect';
}

function hintOf(result: WireResult, service: string): string | undefined {
  if (result.kind === 'broken') {
    return result.hint ?? (result.lasting && isTls(result.code) ? certificateHint(result.code, service) : undefined);
  }
  if (result.kind === 'unreadable') return undefined;
  const { status, text, via } = result;
  if (isForeign(result) || (status < 400 && (status >= 300 || isPage(text)))) {
    return via
      ? `That answer is not from ${service}. It comes from ${via.name}, or from something behind it. ${ASK}`
      : `That answer is not from ${service}. It comes from a proxy, a filter or a login page on the way. ${ASK} If this network needs a proxy, set HTTPS_PROXY.`;
  }
  // Both services answer some failures with an HTML page. Through a proxy, the page may be the proxy's.
  return status >= 500 && via && isPage(text) ? `That answer may come from ${via.name}. ${ASK}` : undefined;
}

const ASK = 'Ask whoever runs it to let hfsync through.';

function isPage(text: string): boolean {
  return text.trim() !== '' && parseJson(text) === undefined;
}
