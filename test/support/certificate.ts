import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * Certificates for tests, made on the spot: no key lies in the repository, and none expires there. Just enough X.509 (RFC 5280) for
 * Node to take them, written as DER by hand.
 */
export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Authority extends Certificate {
  /** A certificate for these names and addresses. `from` and `until` in days from now. */
  issue(names: readonly string[], valid?: { readonly from: number; readonly until: number }): Certificate;
}

const DAY_MS = 86_400_000;

export function createAuthority(): Authority {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = 'hfsync test authority';
  const cert = certificate({ subject: name, issuer: name, key: ca.publicKey, signer: ca.privateKey, authority: true });
  return {
    key: pemOfKey(ca.privateKey),
    cert,
    issue(names, valid) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const [subject = 'nobody'] = names;
      const more = {
        subject,
        issuer: name,
        key: pair.publicKey,
        signer: ca.privateKey,
        names,
        ...(valid && { valid }),
      };
      return { key: pemOfKey(pair.privateKey), cert: certificate(more) };
    },
  };
}

interface Wanted {
  readonly subject: string;
  readonly issuer: string;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly names?: readonly string[];
  readonly authority?: boolean;
  readonly valid?: { readonly from: number; readonly until: number };
}

function certificate(wanted: Wanted): string {
  const { from, until } = wanted.valid ?? { from: -1, until: 30 };
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(wanted.issuer),
    sequence(time(from), time(until)),
    distinguishedName(wanted.subject),
    wanted.key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(wanted))),
  );
  const signature = sign('sha256', body, createPrivateKey(pemOfKey(wanted.signer)));
  return pem('CERTIFICATE', sequence(body, algorithm, bits(signature)));
}

function extensions({ authority, names }: Wanted): Buffer[] {
  const constraints = extension('2.5.29.19', sequence(...(authority ? [Buffer.from([0x01, 0x01, 0xff])] : [])));
  if (!names) return [constraints];
  return [constraints, extension('2.5.29.17', sequence(...names.map(alternativeName)))];
}

function alternativeName(name: string): Buffer {
  if (isIP(name) === 0) return tagged(0x82, Buffer.from(name));
  return tagged(0x87, Buffer.from(name.split('.').map(Number)));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))));
}

function time(days: number): Buffer {
  const stamp = new Date(Date.now() + days * DAY_MS).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(stamp));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bits(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function pemOfKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
