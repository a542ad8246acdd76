import fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { jsonReader } from '../../src/model/json-reader.ts';
import { parseJson } from '../../src/model/json.ts';

const LISTS = new Set(['changes', 'manual']);

/** What the reader makes of a text that comes in pieces of so many bytes. */
function readIn(size: number, text: string): unknown {
  const bytes = Buffer.from(text);
  const reader = jsonReader(LISTS);
  for (let at = 0; at < bytes.length; at += size) reader.add(bytes.subarray(at, at + size));
  return reader.end();
}

const key = fc.constantFrom('changes', 'manual', 'other', '__proto__', '1', 'a"\\b', '"changes":');
const value = fc.jsonValue({ maxDepth: 3 });
const list = fc.array(fc.oneof(fc.dictionary(key, value), value), { maxLength: 5 });
const plan = fc.array(fc.tuple(key, fc.oneof(list, value)), { maxLength: 5 });
const indent = fc.constantFrom('', '  ', '\t\r\n');

/** Written by hand, since an object has no key twice. */
const text = fc.tuple(plan, indent).map(([entries, space]) => {
  const members = entries.map(
    ([name, of]) => `${JSON.stringify(name)}${space}:${space}${JSON.stringify(of, null, space)}`,
  );
  return `${space}{${members.join(`${space},`)}${space}}${space}`;
});

/** A part of it is missing, twice there, or another one. */
const broken = fc
  .tuple(text, fc.nat(), fc.nat(12), fc.constantFrom('', '{', '}', ']', ',', '"', '\\', '[{}]'))
  .map(
    ([whole, at, length, put]) =>
      whole.slice(0, at % (whole.length + 1)) + put + whole.slice((at % (whole.length + 1)) + length),
  );

/** Of a piece: smaller than an object, or with room for several. */
const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 1000 }));

test('reads in pieces what parseJson reads at once, wherever they end', () => {
  fc.assert(
    fc.property(fc.oneof(text, broken), sizes, (whole, size) => {
      expect(readIn(size, whole)).toEqual(parseJson(whole));
    }),
    { numRuns: 2000 },
  );
});

/** A plan of these changes. */
function written(changes: readonly unknown[]): string {
  return JSON.stringify({ format: '1.0', changes, manual: changes, other: changes }, null, 2);
}

function nested(depth: number): unknown {
  return depth === 0 ? {} : [nested(depth - 1)];
}

test('an item as hfsync writes it may nest as deep as any', () => {
  const whole = written([{ a: 1 }, { b: nested(96) }]);
  expect(parseJson(whole)).toBeDefined();
  expect(readIn(100_000, whole)).toEqual(parseJson(whole));
});

test.each([
  ['a list twice: the later one counts', '{"changes":[{"a":1},{"a":2}],"changes":[{"b":1}]}'],
  ['a key that is written with an escape', '{"changes":[{"a":1}],"ch\\u0061nges":[{"b":1}]}'],
  ['no objects between the objects', '{"changes":[1,{"a":1},[{"b":[{}]}],null,{"c":1}]}'],
  ['a list of that name further in', '{"x":{"changes":[{"a":1}]},"changes":[{"x":{"changes":[{"b":1}]}}]}'],
  ['no object outside', '[["changes",[{"a":1}]],{"changes":[{"a":1}]}]'],
  ['brackets and quotes in texts', '{"changes":[{"a":"}]\\"{[\\\\"}],"b":"\\\\"}'],
  ['lines as hfsync writes them', written([{ a: '\n    }' }, { b: [{ c: {} }, []] }, { d: null }])],
  ['other values between them', written([{ a: 1 }, 1, [{ b: 1 }], { c: 1 }, null])],
  ['an object that seems to end earlier', '{"changes": [\n    {"a": {\n    }, "b": 1}, {"c": 1\n    }\n  ]}'],
  ['a list that seems to end earlier', '{"changes": [\n    {"a": [1\n  ]}, {"b": 1\n    }\n  ]}'],
  [
    'no object that ends as hfsync writes it',
    '{"changes": [{"a": 1}, {"b": 1}\n  ], "manual": [\n    {"c": 1\n    }\n  ]}',
  ],
  ['texts of more bytes than characters', '{"changes":[{"é€":"😀\\ud83d"}],"€":"😀"}'],
])('%s', (_, whole) => {
  const expected = parseJson(whole);
  expect(expected).toBeDefined();
  for (const size of [1, 2, 3, 7, 1000]) expect(readIn(size, whole)).toEqual(expected);
});

test.each([
  ['cut off', '{"changes":[{"a":1}'],
  ['within an item', '{"changes":[{"a":1'],
  ['within a text', '{"changes":[{"a":1}],"b":"'],
  ['at an escape', '{"changes":[{"a":1}],"b":"\\'],
  ['a comma too few', '{"changes":[{"a":1}{"a":2}]}'],
  ['a comma too many', '{"changes":[{"a":1},]}'],
  ['the wrong bracket', '{"changes":[{"a":1]]}'],
  ['two values', '{"changes":[]}{"changes":[]}'],
  ['a comma too few between lines as hfsync writes them', written([{ a: 1 }, { b: 1 }]).replace('    },', '    }')],
  ['another bracket there', written([{ a: 1 }, { b: 1 }]).replace('\n  ]', '\n  }')],
  ['an item that nests too deep, as hfsync writes it', written([{ a: 1 }, { b: nested(97) }])],
  ['an item that nests too deep', `{"changes":[{"a":${'['.repeat(98)}${']'.repeat(98)}}]}`],
])('is no JSON: %s', (_, whole) => {
  for (const size of [1, 5, 100_000]) expect(readIn(size, whole)).toBeUndefined();
});

test('a mark of byte order before it is no part of it', () => {
  expect(readIn(2, '\uFEFF{"changes":[{"a":1}]}')).toEqual({ changes: [{ a: 1 }] });
});
