import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { createCipher } from '../../src/state/crypt.ts';
import { encodeState } from '../../src/state/encode.ts';
import { formatJournal } from '../../src/state/journal.ts';
import { ACCOUNTS, intentOf, KEY, lastOf, outcomeOf } from './parts.ts';

const NAMES = ['plan', 'state', 'journal'] as const;
const cipher = createCipher(KEY, (size) => Buffer.alloc(size, 1));

async function published(): Promise<Ajv> {
  const root = path.resolve(import.meta.dirname, '../../schemas');
  const texts = await Promise.all(NAMES.map((name) => readFile(path.join(root, `${name}.schema.json`), 'utf8')));
  return new Ajv({ allowUnionTypes: true, schemas: texts.map((text) => JSON.parse(text) as object) });
}

/** What hfsync writes is what the published schemas describe, plain and encrypted. */
it.each([
  ['plain', null, 'urn:hfsync:schema:state:1', 'urn:hfsync:schema:journal:1'],
  [
    'sealed',
    cipher,
    'urn:hfsync:schema:state:1#/definitions/sealed',
    'urn:hfsync:schema:journal:1#/definitions/sealed',
  ],
])('the schemas describe state and journal as they are written, %s', async (_form, key, state, line) => {
  const ajv = await published();
  const entries = [
    { kind: 'intent', intent: intentOf('a') },
    { kind: 'outcome', outcome: outcomeOf('a') },
  ] as const;
  const texts = [
    [state, encodeState({ cipher: key }, lastOf('Website'))],
    ...formatJournal({ lineage: 'lineage-1', serial: 1, accounts: ACCOUNTS }, entries, key)
      .trimEnd()
      .split('\n')
      .map((text) => [line, text] as const),
  ] as const;
  for (const [id, text] of texts) {
    const validate = ajv.getSchema(id)!;
    const found = JSON.parse(text) as Record<string, unknown>;
    expect(validate(found), ajv.errorsText(validate.errors)).toBe(true);
    expect(validate({ ...found, surprise: true })).toBe(false);
  }
});
