import { forecastId, harvestId, type ForecastId, type HarvestId } from './id.ts';
import { KINDS, type Kind } from './kind.ts';

declare const address: unique symbol;

/** `project:14308069/2001`: kind, Harvest id, Forecast id. `-` stands for an unknown id. The company is `company`. */
export type Address = string & { readonly [address]: true };

export interface AddressParts {
  readonly kind: Kind;
  readonly harvest: HarvestId | null;
  readonly forecast: ForecastId | null;
}

export const COMPANY = 'company' as Address;

export function formatAddress(kind: Kind, harvest: number | null, forecast: number | null): Address {
  if (kind === 'company') return COMPANY;
  return `${kind}:${harvest ?? '-'}/${forecast ?? '-'}` as Address;
}

/** Addresses parsed before: a plan sorts the same ones again and again. */
const known = new Map<string, AddressParts | null>();
const MOST_KNOWN = 200_000;

/** The parts of an address, or null if the text is not one. */
export function parseAddress(text: string): AddressParts | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const parts = readAddress(text);
  known.set(text, parts);
  return parts;
}

/** The same without remembering it, for an address that is parsed only once. */
export function readAddress(text: string): AddressParts | null {
  if (text === COMPANY) return { kind: 'company', harvest: null, forecast: null };
  const match = /^(role|client|person|project):(-|[1-9]\d{0,15})\/(-|[1-9]\d{0,15})$/.exec(text);
  if (!match) return null;
  return {
    kind: match[1] as Kind,
    harvest: match[2] === '-' ? null : harvestId(Number(match[2])),
    forecast: match[3] === '-' ? null : forecastId(Number(match[3])),
  };
}

/** The order of plans: company, role, client, person, project. Then ids as numbers, an unknown id last. */
export function compareAddresses(left: Address, right: Address): number {
  const a = parseAddress(left);
  const b = parseAddress(right);
  if (!a || !b) return left < right ? -1 : left > right ? 1 : 0;
  return compareParts(a, b);
}

/** The same order, for parts of addresses. */
export function compareParts(a: Parts, b: Parts): number {
  if (a.kind !== b.kind) return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  return compareIds(a.harvest, b.harvest) || compareIds(a.forecast, b.forecast);
}

interface Parts {
  readonly kind: Kind;
  readonly harvest: number | null;
  readonly forecast: number | null;
}

function compareIds(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}
