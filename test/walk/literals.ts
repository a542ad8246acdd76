import type { Deed } from '../simulation/people.ts';
import type { FileChange, LinkState, Options } from './file.ts';
import { WHOLE, type Run, type Step, type Walk } from './walk.ts';

/** Walks that once went wrong, with what was wrong. */
export interface Literal {
  readonly was: string;
  readonly walk: Walk;
}

const file = (change: FileChange): Step => ({ step: 'file', change });
const option = (options: Partial<Options>): Step => file({ change: 'option', options });
const link = (of: string, to: LinkState): Step => file({ change: 'link', of, to });
const apply = (run: Partial<Run> = {}): Step => ({ step: 'apply', ...WHOLE, ...run });
const person = (deed: Deed): Step => ({ step: 'person', deed });
type Edit = Extract<Deed, { readonly do: 'edit' }>;
const edit = (side: Edit['side'], kind: Edit['kind'], id: number, values: Edit['values'], by = 3001): Step =>
  person({ do: 'edit', side, kind, ...(kind === 'company' ? {} : { id }), values, by });
const remove = (side: Edit['side'], kind: 'role' | 'project' | 'person', id: number): Step =>
  person({ do: 'delete', side, kind, id });
const walk = (was: string, ...steps: readonly Step[]): Literal => ({ was, walk: { seed: 1, options: {}, steps } });

export const LITERALS: readonly Literal[] = [
  walk(
    'a role deleted after an apply with roles: off was made again',
    ...[option({ roles: 'off' }), remove('harvest', 'role', 702), apply(), option({ roles: 'sync' }), apply()],
  ),
  walk(
    'a role taken from a person after an apply that ignored it was given back',
    ...[link('role:702/802', 'ignored'), apply(), link('role:702/802', 'linked')],
    ...[edit('forecast', 'person', 602, { roles: [] }), apply()],
  ),
  walk(
    'an edit was overwritten as a first sync after a link that was mistyped for one apply',
    ...[link('project:301/401', 402), apply(), edit('forecast', 'project', 401, { name: 'Site 1' })],
    ...[link('project:301/401', 'linked'), apply({ allow: false }), apply()],
  ),
  walk(
    'who had made a waiting edit was forgotten while the link was out of the file',
    ...[
      edit('forecast', 'person', 602, { email: 'new@acme.example' }, 3001),
      apply(),
      link('person:502/602', 'absent'),
      apply(),
    ],
    ...[link('person:502/602', 'linked'), edit('forecast', 'person', 602, { last_name: 'Souza' }, 602), apply()],
  ),
  walk(
    'the same with another file on the same state',
    ...[edit('forecast', 'person', 602, { email: 'new@acme.example' }, 3001), apply()],
    apply({ with: [{ change: 'link', of: 'person:502/602', to: 'absent' }] }),
    ...[edit('forecast', 'person', 602, { last_name: 'Souza' }, 602), apply()],
  ),
  walk(
    'an undo put back a baseline that a later apply had moved on, so that the next edit was reverted',
    ...[edit('harvest', 'project', 302, { name: 'Shop 2' }), edit('forecast', 'project', 402, { name: 'Shop 2' })],
    ...[edit('harvest', 'project', 301, { name: 'Site 1' }), apply({ saveUndo: true })],
    ...[edit('harvest', 'project', 302, { name: 'Shop 3' }), apply(), { step: 'undo' as const }],
    ...[edit('forecast', 'project', 402, { name: 'Shop' }), apply()],
  ),
  walk(
    'a conflict over a capacity was decided by a default that passed by',
    ...[
      edit('harvest', 'company', 0, { capacity: 108_000 }),
      edit('forecast', 'person', 3001, { capacity: 90_000 }),
      apply(),
    ],
    ...[edit('forecast', 'company', 0, { capacity: 90_000 }), apply(), apply()],
  ),
  walk(
    'a push that found an archived project of that name archived the pushed one',
    person({
      ...{ do: 'create', side: 'harvest', kind: 'project', name: 'Push' },
      values: { client_id: 101, status: 'archived' },
    }),
    ...[file({ change: 'create', which: 'push', on: true }), apply(), apply({ allow: false })],
  ),
  walk(
    'a new default wrote a capacity to a person whose other end is gone',
    ...[remove('forecast', 'person', 602), edit('forecast', 'company', 0, { capacity: 108_000 }), apply()],
  ),
  walk(
    'a capacity that a new default had set already was sent along with a name',
    edit('forecast', 'company', 0, { capacity: 108_000 }),
    ...[edit('forecast', 'person', 3001, { first_name: 'Kimberly' }, 3001), apply()],
  ),
  walk(
    'half of a swap was left with a temporary name by --only',
    ...[person({ do: 'swap', side: 'harvest', kind: 'client', ids: [101, 102] }), apply({ only: ['client:102/202'] })],
  ),
  walk(
    'the same by --except',
    ...[person({ do: 'swap', side: 'forecast', kind: 'role', ids: [801, 802] }), apply({ only: ['role:702/802'] })],
  ),
  walk(
    'a role was given back to a person of whom another role waits',
    ...[edit('forecast', 'role', 801, { name: 'Developer 2' }), edit('harvest', 'role', 702, { name: 'Developer 2' })],
    ...[edit('harvest', 'person', 503, { roles: ['Designer', 'Developer'] }), apply()],
    ...[edit('harvest', 'person', 503, { roles: [] }), apply()],
  ),
  walk(
    'an undo gave a person back a role that has another name since, and so made one of the old name',
    ...[edit('harvest', 'person', 1782959, { roles: [] }), apply({ saveUndo: true })],
    ...[edit('harvest', 'role', 701, { name: 'Designer 1' }), apply(), { step: 'undo' as const }],
  ),
  walk('a client that was mistyped for one apply moved its project', ...[link('client:102/202', 201), apply()]),
  walk(
    'who had made a waiting edit was forgotten when hfsync saved the record in the name of that very person',
    ...[edit('forecast', 'person', 3001, { email: 'new@acme.example' }, 602)],
    ...[edit('harvest', 'person', 1782959, { first_name: 'Kimberly' }), apply(), apply()],
  ),
];
