import { describe, expect, it } from 'vitest';
import { chunks, inChunks, madeOnce } from '../../src/app/outlet.ts';
import { isLonger, throughPager } from '../../src/app/pager.ts';
import { formatAddress } from '../../src/model/address.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { Printable } from '../../src/report/escape.ts';
import { planHtml } from '../../src/report/html.ts';
import { planText } from '../../src/report/text.ts';
import { change, LAYOUT, plan } from '../report/sample.ts';

const SCREEN = { rows: 24, columns: 80 };
const CHANGES = 2000;

/** A plan that notes of how many of its changes a view has read the fields. */
function watched(): { readonly of: Plan; readonly read: () => number } {
  const read = new Set<number>();
  const changes = Array.from({ length: CHANGES }, (_, index): Change => {
    const { fields, ...others } = change({
      address: formatAddress('project', index + 1, index + 1),
    });
    const noting = {
      ...others,
      get fields() {
        read.add(index);
        return fields;
      },
    };
    return noting;
  });
  return { of: plan({ changes }), read: () => read.size };
}

/** Lines without an end. */
function* endless(): Iterable<Printable> {
  for (;;) yield 'a line\n' as Printable;
}

describe('the first lines of a long plan', () => {
  it.each([
    ['text', (of: Plan) => planText(of, LAYOUT)],
    ['HTML', planHtml],
  ] as const)('are written before the rest is formatted: %s', async (_, view) => {
    const { of, read } = watched();
    const readBefore: number[] = [];
    await inChunks(view(of), { write: () => readBefore.push(read()) });
    expect(readBefore[0]).toBeLessThan(CHANGES / 10);
    expect(readBefore.at(-1)).toBe(CHANGES);
    // None waits for much more than itself.
    readBefore.slice(1).forEach((count, index) => expect(count - readBefore[index]!).toBeLessThan(CHANGES / 10));
  });

  it('tell whether a terminal needs a pager', () => {
    const { of, read } = watched();
    expect(isLonger(madeOnce(chunks(planText(of, LAYOUT))), SCREEN)).toBe(true);
    expect(read()).toBeLessThan(CHANGES / 10);
  });

  it.each<[string, readonly string[], boolean]>([
    ['as many lines as fit beside the prompt', ['a\n'.repeat(23)], false],
    ['one more', ['a\n'.repeat(23), 'a\n'], true],
    ['a line in two pieces', ['a\n'.repeat(22), 'a', 'a\n'], false],
    ['a last line without its end', ['a\n'.repeat(23), 'a'], true],
    ['lines that are wider than the screen', [`${'a'.repeat(81)}\n`.repeat(12)], true],
  ])('%s', (_, pieces, expected) => {
    expect(isLonger(pieces as readonly Printable[], SCREEN)).toBe(expected);
  });

  it('a pager that quits ends the rest', async () => {
    expect(await throughPager('head -n 1 > /dev/null', endless(), process.env)).toBe(true);
  });

  it('where there is no such pager, nothing is lost of what was made for it', async () => {
    const pieces = madeOnce(chunks(planText(watched().of, LAYOUT)));
    expect(await throughPager('no-such-pager 2> /dev/null', pieces, process.env)).toBe(false);
    expect([...pieces].join('')).toBe([...planText(watched().of, LAYOUT)].join(''));
  });
});
