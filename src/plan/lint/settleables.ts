import type { LintFinding } from '../../model/checkup.ts';
import { editsYaml } from '../../rules/yaml.ts';
import type { Settleable } from '../../rules/choice.ts';

/** Findings that an edit of the file settles. A near twin is settled as the item of the record that is new, which the plan has. */
export function settleables(findings: readonly LintFinding[]): readonly Settleable[] {
  return findings.flatMap(({ code, address, text, fix, edits, settle }) => {
    if (!settle || address === null || settle.way === 'link') return [];
    const yaml = editsYaml(edits, null, {});
    const ways = [{ key: settle.way, text: fix, edits, ...(yaml && { yaml }) }];
    return [{ id: `${code}:${address}:${text}`, address, rule: code, ways_out: ways }];
  });
}
