import { formatAddress } from '../../src/model/address.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { UserError } from '../../src/model/error.ts';
import type { ApplyEvent } from '../../src/model/event.ts';
import type { Rule } from '../../src/model/rule.ts';
import { diagnosticsJson, diagnosticsText } from '../../src/report/diagnostics.ts';
import { errorJson, errorText } from '../../src/report/errors.ts';
import {
  errorEvent,
  eventJson,
  eventText,
  totalsJson,
  totalsLine,
  planEvents,
  versionJson,
} from '../../src/report/events.ts';
import { recordText, rulesText, ruleText } from '../../src/report/explanation.ts';
import { change, FULL, LAYOUT } from './sample.ts';

const AT = '2026-01-02T03:04:05.000Z';

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    ...{ code: 'config.unknown-key', message: 'harvst is no key of hfsync.yaml.', hint: 'Did you mean harvest?' },
    ...{ path: 'hfsync.yaml', line: 3, column: 1, length: 6, source: 'harvst:' },
  },
  {
    ...{
      code: 'config.value',
      message: 'expected an id or create.',
      path: 'links/web.yaml',
      line: 120,
      column: 34,
      length: 6,
    },
    source:
      '    - { name: 宽宽宽 Website with a long label, harvest: creat, forecast: 2001, set: { status: archived } }',
  },
  { code: 'file.missing', message: 'The file does not exist.', path: 'hfsync.yaml', line: 0, column: 0, length: 0 },
];

const EVENTS: readonly ApplyEvent[] = [
  { type: 'apply_start', change: change() },
  { type: 'apply_progress', change: change(), elapsed: 10_000, message: 'waiting for the rate limit' },
  { type: 'apply_complete', change: change(), elapsed: 312, already: false, id: 2001 },
  { type: 'apply_complete', change: change(), elapsed: 100, already: true, id: 2001 },
  {
    ...{ type: 'apply_errored', change: change(), code: 'request.refused' },
    ...{ message: 'Forecast answered 422: name has already been taken', hint: 'Rename one of the two.' },
  },
  { type: 'apply_skipped', change: change({ action: 'link' }), message: 'what it waits for failed' },
];

describe('views', () => {
  it('diagnostics: place, line, caret, hint', async () => {
    await expect(diagnosticsText(DIAGNOSTICS, LAYOUT)).toMatchFileSnapshot('../golden/diagnostics.txt');
    expect(JSON.parse(diagnosticsJson([], DIAGNOSTICS, { backend: 'local' }))).toEqual({
      valid: true,
      state: { backend: 'local' },
      diagnostics: [],
      warnings: DIAGNOSTICS,
    });
    expect(JSON.parse(diagnosticsJson(DIAGNOSTICS, [], null))).toEqual({
      valid: false,
      state: null,
      diagnostics: DIAGNOSTICS,
      warnings: [],
    });
  });

  it('a user error: what and what next', async () => {
    const error = new UserError('state.locked', 'The state is locked by kim@build since 10:02.', {
      hint: 'Wait with --lock-timeout 60, or if that run is dead: hfsync state unlock',
      exitCode: 7,
    });
    await expect(errorText(error, LAYOUT)).toMatchFileSnapshot('../golden/error.txt');
    expect(JSON.parse(errorJson(error))).toEqual({
      error: { code: 'state.locked', message: error.message, hint: error.hint, exit_code: 7 },
    });
    expect(JSON.parse(errorEvent(error, AT))).toMatchObject({ '@level': 'error', type: 'diagnostic' });
  });

  it('a hint that is a command gets its own line, a sentence about one does not', () => {
    const shown = (hint: string): string => errorText(new UserError('state.locked', 'It is locked.', { hint }), LAYOUT);
    expect(shown('hfsync state unlock')).toContain('\n    hfsync state unlock\n');
    expect(shown('hfsync must be able to write in the folder .git.')).toContain('\n  hfsync must be able');
  });

  it('events for people', async () => {
    const text = EVENTS.map((event) => eventText(event, LAYOUT)).join('');
    await expect(`${text}${totalsLine({ done: 2, failed: 1, skipped: 1, stale: 0 })}\n`).toMatchFileSnapshot(
      '../golden/events.txt',
    );
  });

  it('events for machines: one object a line', async () => {
    const lines = [
      versionJson('0.1.0', AT),
      ...planEvents(FULL, AT, ['max_archives']),
      ...EVENTS.map((event) => eventJson(event, AT)),
      totalsJson({ done: 2, failed: 1, skipped: 1, stale: 1 }, AT),
    ].join('');
    await expect(lines).toMatchFileSnapshot('../golden/events.ndjson');
    for (const text of lines.trimEnd().split('\n')) {
      expect(JSON.parse(text)).toMatchObject({
        '@level': expect.any(String),
        '@message': expect.any(String),
        '@timestamp': AT,
      });
    }
  });

  it('a rule and a record explained', async () => {
    const rule: Rule = {
      ...{
        id: 'project.client',
        kind: 'project',
        what: 'client of a linked project',
        class: 'mixed',
        direction: 'both',
      },
      ...{ why: 'A project that moved to a linked client moves on the other side too.', from: ['harvest', 'forecast'] },
    };
    const record: Explanation = {
      ...{ address: formatAddress('person', 1, 2), kind: 'person', label: 'Kim Allen' },
      rows: [
        {
          field: 'email',
          baseline: null,
          harvest: 'a@x.example',
          forecast: 'b@x.example',
          state: 'forecast',
          contested: true,
          rule: 'person.email.other',
        },
        {
          field: 'capacity',
          baseline: 126_000,
          harvest: 126_000,
          forecast: null,
          state: 'same',
          contested: false,
          rule: null,
        },
        {
          field: 'roles',
          baseline: ['Designer'],
          harvest: [],
          forecast: ['Designer'],
          state: 'harvest',
          contested: false,
          rule: 'person.roles',
        },
      ],
      notes: [{ code: 'planned', action: 'update', side: 'forecast' }],
    };
    const text = [
      ruleText(rule, LAYOUT),
      rulesText([rule, { ...rule, id: 'client.name', class: 'auto' }], LAYOUT),
      recordText(record, LAYOUT),
    ];
    await expect(text.join('---\n')).toMatchFileSnapshot('../golden/explain.txt');
  });
});
