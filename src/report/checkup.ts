/** What `hfsync doctor` found. In: a checkup. Out: text with the summary line last, or JSON. */
import type { Capability, Knowledge } from '../model/capability.ts';
import type { Check, Checkup, LintFinding, SettleKey } from '../model/checkup.ts';
import { capabilityStatement } from '../rules/capabilities.ts';
import { settledPoints } from '../rules/open-points.ts';
import { editsYaml } from '../rules/yaml.ts';
import { counted } from './count.ts';
import { escapeProse, escapeText, escapeVerbatim, type Printable } from './escape.ts';
import { jsonText } from './json-text.ts';
import {
  BLANK,
  line,
  name,
  pasted,
  renderLines,
  segments,
  styled,
  type Layout,
  type Line,
  type Style,
} from './line.ts';

export function checkupJson(checkup: Checkup): Printable {
  return jsonText(checkup);
}

/** With `short`, only errors and warnings. */
export function checkupText(checkup: Checkup, layout: Layout, short: boolean): Printable {
  const checks = checkup.checks.filter(({ status }) => !short || status === 'error' || status === 'warning');
  const findings = checkup.findings.filter(({ severity }) => !short || severity !== 'note');
  return renderLines(
    [
      ...checks.flatMap(checkLines),
      ...(checks.length > 0 ? [BLANK] : []),
      ...findings.flatMap(findingLines),
      ...(findings.length > 0 ? [BLANK] : []),
      ...(short ? [] : capabilityLines(checkup)),
      line(0, styled('strong', escapeText(summaryOf(checkup)))),
    ],
    layout,
  );
}

const SIGNS = { ok: '·', note: '·', warning: '!', error: 'x' } as const;
const STYLES: { readonly [S in keyof typeof SIGNS]: Style } = {
  ok: 'quiet',
  note: 'quiet',
  warning: 'wait',
  error: 'gone',
};

function checkLines({ code, status, text, fix }: Check): readonly Line[] {
  const sign = styled(STYLES[status], escapeText(SIGNS[status]));
  const quiet = status === 'ok' ? [] : segments`  ${styled('quiet', escapeText(code))}`;
  return [
    line(0, segments`${sign} ${escapeProse(text)}${quiet}`, 4),
    ...(fix === null ? [] : [line(4, segments`Fix: ${escapeProse(fix)}`, 6)]),
  ];
}

function findingLines({ code, severity, address, label, text, fix, edits, settle }: LintFinding): readonly Line[] {
  const sign = styled(STYLES[severity], escapeText(SIGNS[severity]));
  const title = label === '' ? [] : segments` ${name(label)}`;
  const what = address === null ? [] : segments`${escapeText(address)}${title}  `;
  const yaml = editsYaml(edits, null, {}) ?? '';
  const rows = yaml.split('\n').filter((row) => row.trim() !== '');
  return [
    line(0, segments`${sign} ${what}${styled('quiet', escapeText(code))}`, 4),
    line(4, segments`${escapeProse(text)}`, 4),
    line(4, segments`Fix: ${escapeProse(fix)}`, 6),
    ...rows.map((row) => pasted(6, segments`${escapeVerbatim(row)}`)),
    ...(settle ? [line(4, segments`Or:  ${escapeText(settleCommand(settle))}`, 6)] : []),
  ];
}

function settleCommand({ address, way, id }: SettleKey): string {
  return `hfsync settle ${address} --way ${way}${id === null ? '' : ` --id ${id}`}`;
}

function capabilityLines({ capabilities }: Checkup): readonly Line[] {
  const all = Object.entries(capabilities) as [Capability, Knowledge][];
  const open = all.filter(([, value]) => value === 'unknown').length;
  const rest =
    open === 0
      ? []
      : [line(2, segments`${counted(open, 'more is', 'more are')} unknown. hfsync doctor --probe finds out.`)];
  return [
    line(0, segments`What the accounts can do:`),
    ...[...statementsOf(all)].map(([key, kinds]) => {
      const [value = '', text = ''] = JSON.parse(key) as string[];
      return line(
        2,
        segments`${escapeText(value.padEnd(7))}  ${escapeProse(`${text}${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`)}`,
        11,
      );
    }),
    ...rest,
    BLANK,
    line(0, segments`Open points of docs/unverified.md:`),
    ...settledPoints(capabilities).map(({ question, kinds, isSettled }) => {
      const verdict = isSettled ? 'settled' : 'open   ';
      return line(
        2,
        segments`${escapeText(verdict)}  ${escapeProse(`${kinds.length === 0 ? '' : `${kinds.join(', ')}: `}${question}`)}`,
        11,
      );
    }),
    BLANK,
  ];
}

/** Each answer that is known, with the kinds of record that share it. */
function statementsOf(all: readonly (readonly [Capability, Knowledge])[]): ReadonlyMap<string, readonly string[]> {
  const statements = new Map<string, string[]>();
  for (const [capability, value] of all) {
    if (value === 'unknown') continue;
    const { text, kind } = capabilityStatement(capability);
    const key = JSON.stringify([value, text]);
    statements.set(key, [...(statements.get(key) ?? []), ...(kind === null ? [] : [kind])]);
  }
  return statements;
}

function summaryOf({ summary: { errors, warnings, notes } }: Checkup): string {
  return `Doctor: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(notes, 'note')}.`;
}
