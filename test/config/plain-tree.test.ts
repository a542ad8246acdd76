import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq } from '../../src/config/nodes.ts';
import { parseYaml } from '../../src/config/parse-yaml.ts';
import { plainTree } from '../../src/config/plain-tree.ts';
import { createSource } from '../../src/config/source.ts';
import fc from '../support/property.ts';

/** What hfsync asks of a tree: keys and values in order, as they are written, and where. */
function shapeOf(node: unknown): unknown {
  if (isMap(node)) return { map: node.items.map(({ key, value }) => [shapeOf(key), shapeOf(value)]) };
  if (isSeq(node)) return { seq: node.items.map(shapeOf) };
  if (!isScalar(node)) return node;
  const { value, source, type, tag, anchor } = node;
  return { value, source, type, tag, anchor, ...(value !== null && { at: node.range.slice(0, 2) }) };
}

/** Whether it was read, after both readings were found to be the same. */
function isRead(text: string): boolean {
  const read = plainTree(text);
  if (read === null) return false;
  const source = createSource({ path: 'hfsync.yaml', name: 'hfsync.yaml', isIncluded: false }, text);
  expect(shapeOf(read), text).toEqual(shapeOf(parseYaml(source)));
  expect(source.findings()).toEqual([]);
  return true;
}

const any = <T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);
const scalar = any(
  ...[
    '1',
    '0',
    '01',
    '1.0',
    '0.50',
    '1e3',
    '0x1F',
    '-3',
    '+1',
    '1_0',
    '.5',
    '12a',
    '123456789012345',
    '1234567890123456',
  ],
  ...[
    'true',
    'True',
    'false',
    'null',
    '~',
    'Null',
    'sync',
    'off',
    'yes',
    'a.b@c.example',
    '.hfsync/state.json',
    '.inf',
    '.NaN',
  ],
  ...[
    'https://a.example/x',
    '${HARVEST_TOKEN}',
    '$x',
    'a b',
    'a: b',
    'a:b',
    'a #b',
    'a#b',
    '- a',
    '*a',
    '&a b',
    '!t a',
    '|',
    '>',
  ],
  ...[
    '"a, b"',
    '"a\\tb"',
    '""',
    "''",
    "'it''s'",
    "'a # b'",
    '"open',
    'é',
    '"é"',
    '"#"',
    '?',
    '[',
    ']',
    '{',
    '}',
    '%a',
    '@a',
    '`a',
    '<<',
  ],
);
/** Hardly any text is plain if each of its parts may be odd. */
const mostly = (plain: readonly string[], odd: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: any(...plain) }, { weight: 1, arbitrary: odd });
const flow: fc.Arbitrary<string> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    mostly(['1', '0.5', 'off', 'a.b@c.example', '"a, b"', "'a # b'"], scalar),
    ...[tie('seq'), tie('map')],
  ),
  seq: fc
    .array(tie('value'), { maxLength: 3 })
    .chain((items) => any(', ', ',', ' , ').map((by) => `[${items.join(by)}]`)),
  map: fc
    .array(
      fc.tuple(
        mostly(['a', 'b', 'harvest'], any('null', '"q"', 'A', 'a-b', '1')),
        mostly([': '], any(':', ':  ')),
        tie('value'),
      ),
      {
        maxLength: 3,
      },
    )
    .chain((pairs) =>
      any(['{ ', ' }'], ['{', '}'], ['{ ', ', }']).map(
        ([from, to]) => from! + pairs.map((each) => each.join('')).join(', ') + to!,
      ),
    ),
})).value as fc.Arbitrary<string>;
const line = fc
  .tuple(
    mostly(['', '', '  '], any('    ', '      ', ' ', '\t')),
    mostly(['a', 'b', 'links', 'token'], any('true', '"q"', 'A', 'a-b', '- a', '?')),
    mostly([': '], any(':', ':  ', ' : ')),
    fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 3, arbitrary: flow }),
    mostly(['', ' ', ' # note'], any('#note', '  # it\'s: "so"')),
  )
  .map((parts) => parts.join(''));
const other = any(
  '',
  '# note',
  '   # note',
  '---',
  '...',
  '%YAML 1.2',
  '- a',
  'a',
  '  more',
  '}',
  '\u00a0a: 1',
  '\ufeffa: 1',
  'a: 1\r',
);

describe('the plainest files', () => {
  it('give the tree that yaml makes of them', () => {
    const text = fc.array(fc.oneof({ weight: 14, arbitrary: line }, { weight: 1, arbitrary: other }), {
      minLength: 1,
      maxLength: 6,
    });
    let read = 0;
    fc.assert(
      fc.property(text, any('\n', ''), (lines, end) => {
        if (isRead(lines.join('\n') + end)) read += 1;
      }),
      { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 2000) },
    );
    expect(read).toBeGreaterThan(200);
  });

  it('are read with all that a small configuration has', () => {
    expect(
      isRead(`# Acme
version: 1

harvest: { account: 1, rate: { requests: 100, seconds: 15 } } # both
forecast:
  account: 2
  token: \${FORECAST_TOKEN}
contact: ops@company.example
guards:
    max_changed_share: 0.5
links:
  # none yet
  clients:
  roles: []
ignore:
  people: { forecast: ['Meeting room*', "Guest", 7] }
`),
    ).toBe(true);
  });

  it.each([
    ...['a: 1\na:\n b: 1\n  c: 2\n', 'a:\n  b: 1\n c: 2\n', '  a: 1\n', 'a: 1\n  b: 2\n', 'a: "x\n  y"\n', '- a\n'],
    ...['null: 1\n', 'true:\n', 'a: { false: 1 }\n'],
  ])('%j is left to yaml', (text) => expect(plainTree(text)).toBeNull());
});
