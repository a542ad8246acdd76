import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sinceOf } from '../../src/plan/since.ts';
import { differenceEvent, errorEvent, undoSavedJson, warningEvent } from '../../src/report/events.ts';
import { UserError } from '../../src/model/error.ts';
import { FULL, plan } from './sample.ts';

/** `schemas/events.schema.json` is a public interface: what `apply --json` prints. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const schema = (name: string): object => JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8')) as object;
const validate = new Ajv({ strict: false, allErrors: true })
  .addSchema(schema('plan.schema.json'))
  .compile(schema('events.schema.json'));
const AT = '2026-01-02T03:04:05.000Z';

describe('events', () => {
  const golden = readFileSync(path.join(ROOT, 'test/golden/events.ndjson'), 'utf8').trim().split('\n');
  const more = [
    differenceEvent({ ...FULL, since: sinceOf(plan(), FULL) }, AT),
    errorEvent(new UserError('plan.stale', 'Stale.'), AT),
    warningEvent('The state could not be saved.', AT),
    undoSavedJson('undo.json', { ...FULL, undo: { of: 'sha256:0', baseline: {}, cannot: [] } }, AT),
  ];

  it.each([...golden, ...more])('are as published: %.90s', (text) => {
    expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['of no type', { '@level': 'info', '@message': '', '@timestamp': AT }],
    ['of another type', { '@level': 'info', '@message': '', '@timestamp': AT, type: 'other' }],
    ['without what they carry', { '@level': 'info', '@message': '', '@timestamp': AT, type: 'planned_change' }],
  ])('%s are not', (_what, event) => {
    expect(validate(event)).toBe(false);
  });
});
