import type { Have } from '../../model/have.ts';
import type { Conflict, ManualItem, Observation, ItemField } from '../../model/item.ts';
import type { Reason } from '../../model/reason.ts';
import type { RuleId } from '../../model/rule.ts';
import type { Link, SourcePosition } from '../../model/want.ts';
import { findingText } from '../../rules/findings.ts';
import { waysOut } from '../../rules/ways.ts';
import { reasonText } from '../../rules/words.ts';
import type { Counterparts } from './candidates.ts';
import { entryOf, possibilities } from './possible.ts';
import { urlsOf } from './urls.ts';
import type { Sheet, Subject } from './sheet.ts';

/** What the sheet leaves to people, as the plan shows it. Only here do findings get words, ways out and web addresses. */
export function manualItems({ manual, joined }: Sheet, counterparts: Counterparts): ManualItem[] {
  const possible = possibilities(joined, counterparts);
  return [...manual].map(([id, { subject, rule, because, fields }]) => {
    const { address, kind, label } = subject;
    return {
      id,
      rule,
      address,
      kind,
      label,
      ...explanation(joined.have, possible, subject, rule, because, fields),
      fields,
    };
  });
}

export function conflictItems({ conflicts, joined }: Sheet, counterparts: Counterparts): Conflict[] {
  const possible = possibilities(joined, counterparts);
  return [...conflicts].map(([id, { subject, rule, because, field, baseline }]) => {
    const { address, kind, label } = subject;
    return {
      id,
      address,
      kind,
      label,
      ...field,
      baseline,
      rule,
      ...explanation(joined.have, possible, subject, rule, [because], [field]),
    };
  });
}

export function observationItems({ observations }: Sheet): Observation[] {
  return observations.map(({ subject: { address, label }, rule, finding }) => {
    return { rule, address, label, text: findingText(finding), finding };
  });
}

function explanation(
  have: Have,
  possible: ReturnType<typeof possibilities>,
  subject: Subject,
  rule: RuleId,
  reasons: readonly Reason[],
  fields: readonly ItemField[],
): Pick<ManualItem, 'reason' | 'reasons' | 'ways_out' | 'urls' | 'declared_at'> {
  const { kind, label, harvest, forecast, link } = subject;
  const entry = entryOf(subject);
  const item = {
    ...{ rule, kind, label, harvest, forecast, fields, entry },
    set: entry && link ? link.set : {},
    at: entry && link ? link.at : null,
    isBrought: link !== null && entry === null,
    possible: possible(subject),
  };
  return {
    reason: reasonText({ rule, kind }, reasons),
    reasons,
    ways_out: waysOut(item, reasons),
    urls: urlsOf(have, subject),
    ...declaredAt(link),
  };
}

export function declaredAt(link: Link | null): { declared_at?: SourcePosition } {
  return link ? { declared_at: { path: link.at.path, line: link.at.line } } : {};
}
