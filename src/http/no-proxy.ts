import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * The hosts to reach without the proxy, from `NO_PROXY`: entries separated by commas or spaces, in any case.
 *
 * | entry                                          | matches                                          |
 * | ---------------------------------------------- | ------------------------------------------------ |
 * | `*`                                            | everything                                       |
 * | `example.com`, `.example.com`, `*.example.com` | example.com and every name below it              |
 * | `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]`    | this address, if the URL contains it             |
 * | `192.0.2.0/24`, `2001:db8::/32`                | addresses in this range, if the URL contains one |
 * | any name or address, with `:port`              | the same on this port only (IPv6 in brackets)    |
 *
 * Names are not resolved: `192.0.2.0/24` never matches a URL with a host name.
 */
export function createBypass(text: string): (url: URL) => boolean {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const tests = entries.map(entryTest);
  return (url) => {
    const host = bare(url.hostname.toLowerCase()).replace(/\.$/, '');
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return tests.some((test) => test(host, port));
  };
}

type Test = (host: string, port: string) => boolean;

function entryTest(entry: string): Test {
  if (entry === '*') return () => true;
  const range = rangeTest(entry);
  if (range) return range;
  const [, name = entry, only] = isIPv6(entry) ? [] : (/^(.+):(\d+)$/.exec(entry) ?? []);
  const wanted = bare(name.toLowerCase().replace(/^\*?\./, ''));
  const same = isIPv6(wanted) ? canonical(wanted) : wanted;
  return (host, port) =>
    (only === undefined || only === port) && (host === same || (isIP(host) === 0 && host.endsWith(`.${same}`)));
}

function rangeTest(entry: string): Test | null {
  const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  const version = isIP(network);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return null;
  const range = new BlockList();
  range.addSubnet(network, Number(bits), family(network));
  return (host) => isIP(host) !== 0 && range.check(host, family(host));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** The address as a URL writes it. */
function canonical(address: string): string {
  return bare(new URL(`http://[${address}]/`).hostname);
}
