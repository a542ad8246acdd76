import { describe, expect, it } from 'vitest';
import { isCompared, type Plan } from '../../src/model/plan.ts';
import { commentBody } from '../../src/report/comment.ts';
import { errorText } from '../../src/report/errors.ts';
import { COMMENT_LIMIT, planMarkdown } from '../../src/report/markdown.ts';
import { sinceText } from '../../src/report/since.ts';
import { planText } from './whole.ts';
import { COMPARED, FULL, UNDO } from './sample.ts';

const UNAPPROVED = {
  code: 'apply.unapproved',
  exitCode: 1,
  message: `It is not ${FULL.digest}.`,
  hint: `Approve it:\nhfsync apply --expect ${FULL.digest}\nIts digest was ${FULL.digest}, which is ${FULL.digest}.`,
} as const;

type View = (plan: Plan, width: number) => string;
const VIEWS: readonly (readonly [string, View])[] = [
  ['text', (plan, width) => planText(plan, { width, colour: false })],
  ['text in colour', (plan, width) => planText(plan, { width, colour: true })],
  ['differences', (plan, width) => (isCompared(plan) ? sinceText(plan, { width, colour: false }) : '')],
  ['error', (_, width) => errorText(UNAPPROVED, { width, colour: false })],
  ['Markdown', (plan) => planMarkdown(plan, { limit: COMMENT_LIMIT })],
  ['comment', (plan) => commentBody(plan, plan, { id: null, commit: null, limit: COMMENT_LIMIT })],
];

describe('a digest is what people paste: no view breaks it in two, however narrow', () => {
  it.each(VIEWS.flatMap(([name, view]) => [40, 60, 80, 100].map((width) => [name, width, view] as const)))(
    '%s, %d columns',
    (_, width, view) => {
      for (const plan of [FULL, COMPARED, UNDO]) {
        const text = view(plan, width);
        const whole = text.match(/sha256:[0-9a-f]{64}\b/g) ?? [];
        expect(whole).toHaveLength(text.match(/sha256:/g)?.length ?? 0);
      }
      expect(view(COMPARED, width)).toMatch(/sha256:/);
    },
  );
});
