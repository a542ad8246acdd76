import { PLURAL, RECORD_KINDS } from '../../src/model/kind.ts';
import type { Want } from '../../src/model/want.ts';

/** A config that says what this want says, as people write one. */
export function textOfWant(want: Want): string {
  const { pointers, firstSync, conflicts, harvestEditor, budgets, roles, company } = want;
  const options = {
    pointers,
    first_sync: firstSync,
    conflicts,
    harvest_editor: harvestEditor,
    budgets,
    roles,
    company,
  };
  const lines = ['# the agency', 'version: 1'];
  for (const side of ['harvest', 'forecast'] as const)
    lines.push(`${side}: { account: ${want[side].account}, token: "\${${side.toUpperCase()}_TOKEN}" }`);
  lines.push('', ...Object.entries(options).map(([key, value]) => `${key}: ${value}`), '', 'links:');
  for (const kind of RECORD_KINDS) {
    if (want.links[kind].length > 0) lines.push(`  ${PLURAL[kind]}:`);
    for (const { label, harvest, forecast, set } of want.links[kind]) {
      const hours = set.capacity === undefined ? set : { ...set, capacity: set.capacity / 3600 };
      const entry = {
        ...(label !== null && { name: label }),
        harvest,
        forecast,
        ...(Object.keys(set).length > 0 && { set: hours }),
      };
      lines.push(`    - ${JSON.stringify(entry)}`);
    }
  }
  if (lines.at(-1) === 'links:') lines.splice(-1, 1, 'links: {}');
  lines.push('', 'ignore:');
  for (const kind of RECORD_KINDS) lines.push(`  ${PLURAL[kind]}: ${JSON.stringify(want.ignore[kind])}`);
  lines.push(`  clients_with_projects: ${JSON.stringify(want.ignoreWithProjects)}`);
  return `${lines.join('\n')}\n`;
}
