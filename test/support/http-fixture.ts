import { readFileSync } from 'node:fs';

/** A recorded answer, as JSON. */
export function fixture(name: string): { [key: string]: unknown } {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')) as {
    [key: string]: unknown;
  };
}
