import type { RuleId, Rule } from '../model/rule.ts';

/** A row of the table for a change that needs no person. */
export function auto(id: RuleId, kind: Rule['kind'], what: string, direction: Rule['direction'], why?: string): Rule {
  const from = direction === 'both' ? (['harvest', 'forecast'] as const) : (['harvest'] as const);
  return {
    id,
    kind,
    what,
    class: 'auto',
    direction,
    from,
    why:
      why ??
      'The integration syncs this by itself. hfsync plans the change, so that it is visible, and applies it if it has not happened yet.',
  };
}
/** A row of the table for something that waits for a person. */
export function manual(id: RuleId, kind: Rule['kind'], what: string, from: Rule['from'], why: string): Rule {
  return { id, kind, what, class: 'manual', direction: 'none', from, why };
}
