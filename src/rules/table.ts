import type { Rule, RuleId } from '../model/rule.ts';
import { auto, manual } from './rule-row.ts';

/**
 * The sync rules as data: the one place that says what syncs by itself, what is left to a person, and why.
 *
 * Source: the Harvest help centre's article "Data sync between Harvest and Forecast" and its sister articles on importing,
 * budgets and archiving. The ids appear in plans, their JSON, `hfsync explain RULE`, test names and docs/rules.md.
 * What a changed *person* field means depends on who edited it and who may sign in: see `classify.ts`.
 */
const TABLE: readonly Rule[] = [
  auto('project.name', 'project', 'the name of a linked project', 'both'),
  auto('project.code', 'project', 'the code of a linked project (no code and an empty code are the same)', 'both'),
  {
    ...auto('project.client', 'project', "the client of a linked project, compared through the client's link", 'both'),
    class: 'mixed',
    why: 'A project that moved to a linked client moves on the other side too. If the new client is not linked, hfsync cannot know which client it is on the other side. Link or create the client first.',
  },
  auto('project.status', 'project', 'whether a linked project is active or archived', 'both'),
  auto(
    'project.remaining-budget',
    'project',
    'the remaining hours of a Harvest project with an hourly budget that does not reset',
    'to Forecast',
    'If Forecast shows a figure, hfsync only compares. Otherwise hfsync keeps the last line of the project notes up to date. Budgets that reset every month or count money have no such figure.',
  ),
  manual(
    'project.new-in-harvest',
    'project',
    'an active Harvest project is not linked',
    ['harvest'],
    'New projects do not sync by themselves. A person decides whether a project is scheduled at all.',
  ),
  manual(
    'project.new-in-forecast',
    'project',
    'an active Forecast project is not linked',
    ['forecast'],
    'New projects do not sync by themselves. A person decides whether time is tracked for a project.',
  ),
  manual(
    'project.deleted-in-harvest',
    'project',
    'the linked Harvest project no longer exists',
    ['harvest'],
    'hfsync never copies a deletion. Deleting a Forecast project would delete its assignments.',
  ),
  manual(
    'project.deleted-in-forecast',
    'project',
    'the linked Forecast project no longer exists',
    ['forecast'],
    'hfsync never copies a deletion. Deleting a Harvest project would delete its time entries and expenses.',
  ),
  auto('client.name', 'client', 'the name of a linked client', 'both'),
  {
    ...auto(
      'client.status',
      'client',
      'whether a linked client is active or archived; it is archived only once it has no active project on either side',
      'both',
    ),
    class: 'mixed',
    why: 'Neither service archives a client that still has active projects. Archive or move those projects, and the client follows.',
  },
  manual(
    'client.new-in-harvest',
    'client',
    'an active Harvest client is not linked',
    ['harvest'],
    'A new client reaches Forecast with an imported project, or when the file says `forecast: create`.',
  ),
  manual(
    'client.new-in-forecast',
    'client',
    'an active Forecast client is not linked',
    ['forecast'],
    'A Forecast client reaches Harvest only when one of its projects is pushed.',
  ),
  manual(
    'client.deleted-in-harvest',
    'client',
    'the linked Harvest client no longer exists',
    ['harvest'],
    'hfsync never copies a deletion.',
  ),
  manual(
    'client.deleted-in-forecast',
    'client',
    'the linked Forecast client no longer exists',
    ['forecast'],
    'hfsync never copies a deletion.',
  ),
  auto(
    'person.name.self',
    'person',
    'the person, who can sign in to Forecast, changed their name',
    'both',
    'On the Harvest side this applies only with `harvest_editor: self`, since Harvest does not say who made an edit.',
  ),
  auto(
    'person.name.other',
    'person',
    'somebody else or an unknown user changed the name of a person who can sign in to Forecast',
    'both',
  ),
  manual(
    'person.name.no-sign-in',
    'person',
    'the name differs, and this person cannot sign in to Forecast',
    ['harvest', 'forecast'],
    'Without a Forecast sign-in there is no shared identity, so each side keeps its name.',
  ),
  auto(
    'person.email.self',
    'person',
    'the person, who can sign in to Forecast, changed their e-mail',
    'both',
    'On the Harvest side this applies only with `harvest_editor: self`, since Harvest does not say who made an edit.',
  ),
  manual(
    'person.email.other',
    'person',
    'somebody else or an unknown user changed the e-mail of a person who can sign in to Forecast',
    ['harvest', 'forecast'],
    'An e-mail is how a person signs in. The integration copies it only if the person changed it.',
  ),
  manual(
    'person.email.no-sign-in',
    'person',
    'the e-mail differs, and this person cannot sign in to Forecast',
    ['harvest', 'forecast'],
    'Without a Forecast sign-in there is no shared identity, so each side keeps its e-mail.',
  ),
  auto(
    'person.capacity',
    'person',
    'the weekly capacity of a linked person (no value in Forecast means the company default)',
    'both',
  ),
  auto(
    'person.roles',
    'person',
    'the roles of a linked person; additions and removals on both sides are merged',
    'both',
  ),
  manual(
    'person.status',
    'person',
    'a linked person is active on one side and archived on the other',
    ['harvest', 'forecast'],
    'Archiving or restoring somebody affects seats, project teams and access, so a person decides.',
  ),
  manual(
    'person.new-in-harvest',
    'person',
    'an active Harvest user is not linked',
    ['harvest'],
    'A person decides who is imported, because each import takes a Forecast seat.',
  ),
  manual(
    'person.forecast-only',
    'person',
    'an active Forecast person is not linked',
    ['forecast'],
    "No import takes people from Forecast to Harvest, not even the services' own. hfsync creates no Harvest user either: that sends an e-mail invitation and takes a seat.",
  ),
  manual(
    'person.deleted-in-harvest',
    'person',
    'the linked Harvest user no longer exists',
    ['harvest'],
    'hfsync never copies a deletion.',
  ),
  manual(
    'person.deleted-in-forecast',
    'person',
    'the linked Forecast person no longer exists',
    ['forecast'],
    'hfsync never copies a deletion.',
  ),
  auto('company.capacity', 'company', "the company's default weekly capacity", 'both'),
  manual(
    'account.clock',
    'company',
    'the clock of this machine and that of a service are more than a minute apart',
    ['harvest', 'forecast'],
    'This is only an observation. hfsync uses the earlier of the two clocks to ask what changed since. A wrong clock also makes logs, tokens and certificates hard to trust. Set it, or check the proxy that writes the date.',
  ),
  auto(
    'role.created',
    'role',
    'a role exists on one side, never existed on the other, and nothing there has nearly its name',
    'both',
  ),
  auto('role.edited', 'role', 'the name of a role', 'both'),
  auto('role.deleted', 'role', 'a role that existed on both sides is gone from one of them', 'both'),
  auto(
    'link.pointer',
    'link',
    "Forecast's pointer of a declared link (or of a role on both sides) is empty, or names a Harvest record that no longer exists",
    'to Forecast',
  ),
  manual(
    'link.undeclared',
    'link',
    "Forecast's pointer names a Harvest record, but hfsync.yaml does not link the two",
    ['forecast'],
    'Harvest and Forecast treat these records as linked, but the file does not declare the link. Declare it, or ignore the record.',
  ),
  manual(
    'link.elsewhere',
    'link',
    "Forecast's pointer of a declared link names another existing record, two Forecast records name the same one, or the file links Forecast's Time Off",
    ['forecast'],
    'The file and Forecast disagree about the link, or it is to a project that hfsync never touches. hfsync changes nothing on that record until one of the two is corrected.',
  ),
  manual(
    'link.label',
    'link',
    'hfsync.yaml calls a linked record by a name that neither account has',
    [],
    'An observation, never an item: the label is for readers and is never synced. But a label that fits no record may mean that the ids are those of other records. Check them, then correct the label.',
  ),
  manual(
    'ignore.unmatched',
    'link',
    'an entry under `ignore` in hfsync.yaml matches no record',
    [],
    'An observation, never an item. The entry may be mistyped, and then a record that should be ignored is not. Or its record is gone, and the entry can be removed.',
  ),
];

export const RULES: ReadonlyMap<RuleId, Rule> = new Map(TABLE.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): Rule {
  const rule = RULES.get(id);
  if (!rule) throw new Error(`no rule ${id} in the table`);
  return rule;
}
