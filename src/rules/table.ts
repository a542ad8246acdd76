import type { Rule, RuleId } from '../model/rule.ts';

/**
 * The sync rules as data: the one place that says what syncs by itself, what is left to a person, and why.
 *
 * Source: the Harvest help centre's article "Data sync between Harvest and Forecast" and its sister articles on importing,
 * budgets and archiving. The ids appear in plans, their JSON, `hfsync explain RULE`, test names and docs/rules.md.
 * What a changed *person* field means depends on who edited it and who may sign in: see `classify.ts`.
 */
const TABLE: readonly Rule[] = [
  auto('project.name', 'project', 'name of a linked project', 'both'),
  auto('project.code', 'project', 'code of a linked project; no code and an empty code are the same', 'both'),
  {
    ...auto('project.client', 'project', "client of a linked project, compared through the client's own link", 'both'),
    class: 'mixed',
    why: 'A project that moved to a linked client moves on the other side too. Where the new client is not linked, hfsync cannot know which client that is over there: link or create the client first.',
  },
  auto('project.status', 'project', 'active or archived', 'both'),
  auto(
    'project.remaining-budget',
    'project',
    'remaining hours of a Harvest project whose budget is hourly and does not reset',
    'to Forecast',
    'Where Forecast shows its own figure, hfsync only compares. Where it shows none, hfsync keeps the last line of the project notes up to date. Budgets that reset every month or count money have no such figure.',
  ),
  manual(
    'project.new-in-harvest',
    'project',
    'active Harvest project that is not linked',
    ['harvest'],
    'New projects do not sync by themselves: someone decides whether a project is scheduled at all.',
  ),
  manual(
    'project.new-in-forecast',
    'project',
    'active Forecast project that is not linked',
    ['forecast'],
    'New projects do not sync by themselves: someone decides whether time is tracked for it.',
  ),
  manual(
    'project.deleted-in-harvest',
    'project',
    'the Harvest end of a link is gone',
    ['harvest'],
    'Deletions are never mirrored: deleting a project would delete its assignments.',
  ),
  manual(
    'project.deleted-in-forecast',
    'project',
    'the Forecast end of a link is gone',
    ['forecast'],
    'Deletions are never mirrored: deleting a Harvest project deletes its time entries and expenses.',
  ),
  auto('client.name', 'client', 'name of a linked client', 'both'),
  {
    ...auto(
      'client.status',
      'client',
      'active or archived; archived only where no active project is left on either side',
      'both',
    ),
    class: 'mixed',
    why: 'Neither service archives a client that still has active projects. Archive or move those projects; the client follows.',
  },
  manual(
    'client.new-in-harvest',
    'client',
    'active Harvest client that is not linked',
    ['harvest'],
    'New clients come along with an imported project, or are created in Forecast when the file says so.',
  ),
  manual(
    'client.new-in-forecast',
    'client',
    'active Forecast client that is not linked',
    ['forecast'],
    'A Forecast client reaches Harvest only when one of its projects is pushed.',
  ),
  manual(
    'client.deleted-in-harvest',
    'client',
    'the Harvest end of a link is gone',
    ['harvest'],
    'Deletions are never mirrored.',
  ),
  manual(
    'client.deleted-in-forecast',
    'client',
    'the Forecast end of a link is gone',
    ['forecast'],
    'Deletions are never mirrored.',
  ),
  auto(
    'person.name.self',
    'person',
    'name edited by the person, who may sign in to Forecast',
    'both',
    'Seen on the Harvest side only with `harvest_editor: self`, since Harvest does not say who edited.',
  ),
  auto('person.name.other', 'person', 'name edited by another or an unknown user, the person may sign in', 'both'),
  manual(
    'person.name.no-sign-in',
    'person',
    'name edited by anybody, the person may not sign in',
    ['harvest', 'forecast'],
    'Without a Forecast sign-in there is no shared identity, and names stay as they are on each side.',
  ),
  auto(
    'person.email.self',
    'person',
    'e-mail edited by the person, who may sign in to Forecast',
    'both',
    'Seen on the Harvest side only with `harvest_editor: self`, since Harvest does not say who edited.',
  ),
  manual(
    'person.email.other',
    'person',
    'e-mail edited by another or an unknown user',
    ['harvest', 'forecast'],
    'An e-mail is how a person signs in: the services only take it over when the person edits it.',
  ),
  manual(
    'person.email.no-sign-in',
    'person',
    'e-mail edited by anybody, the person may not sign in',
    ['harvest', 'forecast'],
    'Without a Forecast sign-in there is no shared identity, and e-mails stay as they are on each side.',
  ),
  auto('person.capacity', 'person', 'weekly capacity; no value in Forecast means the company default', 'both'),
  auto(
    'person.roles',
    'person',
    'the set of roles a person has; additions and removals of both sides are merged',
    'both',
  ),
  manual(
    'person.status',
    'person',
    'a linked person is active on one side and archived on the other',
    ['harvest', 'forecast'],
    'Archiving or restoring a person has effects of its own (seats, project teams, access), so a person decides.',
  ),
  manual(
    'person.new-in-harvest',
    'person',
    'active Harvest user that is not linked',
    ['harvest'],
    'New people are imported by hand: each takes a Forecast seat.',
  ),
  manual(
    'person.forecast-only',
    'person',
    'active Forecast person that is not linked',
    ['forecast'],
    'People cannot go from Forecast to Harvest: a Harvest user is invited by e-mail and takes a seat.',
  ),
  manual(
    'person.deleted-in-harvest',
    'person',
    'the Harvest end of a link is gone',
    ['harvest'],
    'Deletions are never mirrored.',
  ),
  manual(
    'person.deleted-in-forecast',
    'person',
    'the Forecast end of a link is gone',
    ['forecast'],
    'Deletions are never mirrored.',
  ),
  auto('company.capacity', 'company', "the company's default weekly capacity", 'both'),
  manual(
    'account.clock',
    'company',
    "the clock of a service's answers and that of this machine are more than a minute apart",
    ['harvest', 'forecast'],
    'An observation, never an item: hfsync goes by the earlier of the two wherever it asks what changed since. A wrong clock also makes logs, tokens and certificates hard to trust: set it, or look at the proxy that writes the date.',
  ),
  auto('role.created', 'role', 'a role that exists on one side only, and never existed on the other', 'both'),
  auto('role.edited', 'role', 'name of a role', 'both'),
  auto('role.deleted', 'role', 'a role that was paired and is gone on one side', 'both'),
  auto(
    'link.pointer',
    'link',
    "Forecast's own pointer of a declared link (or a paired role) is empty or names a Harvest record that is gone",
    'to Forecast',
  ),
  manual(
    'link.undeclared',
    'link',
    "Forecast's own pointer names a Harvest record, hfsync.yaml does not",
    ['forecast'],
    'The two products treat these records as linked, but the file does not say so: declare the link, or ignore it.',
  ),
  manual(
    'link.elsewhere',
    'link',
    'the pointer of a declared link names another existing record, or two Forecast records name one',
    ['forecast'],
    'The file and Forecast disagree about what is linked with what. Until one of the two is corrected, hfsync changes nothing on that record.',
  ),
];

export const RULES: ReadonlyMap<RuleId, Rule> = new Map(TABLE.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): Rule {
  const rule = RULES.get(id);
  if (!rule) throw new Error(`no rule ${id} in the table`);
  return rule;
}

function auto(id: RuleId, kind: Rule['kind'], what: string, direction: Rule['direction'], why?: string): Rule {
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
      'The integration syncs this by itself; hfsync plans it, so that it is visible, and applies it where it has not happened.',
  };
}

function manual(id: RuleId, kind: Rule['kind'], what: string, from: Rule['from'], why: string): Rule {
  return { id, kind, what, class: 'manual', direction: 'none', from, why };
}
