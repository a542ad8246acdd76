import { sideName } from '../../src/model/side.ts';
import type { Deed } from '../simulation/people.ts';
import type { FileChange } from './file.ts';
import type { Ended } from './stage.ts';
import type { Run } from './walk.ts';

/** The steps of a walk as somebody would tell them. */

export function tellDeed(deed: Deed): string {
  const who = `${sideName(deed.side)} ${deed.kind}`;
  switch (deed.do) {
    case 'edit':
      return `${who} ${deed.id ?? ''} is edited by ${deed.by ?? 'nobody known'}: ${JSON.stringify(deed.values)}`;
    case 'swap':
      return `${who}s ${deed.ids.join(' and ')} swap their names`;
    case 'create':
      return `${who} ${JSON.stringify(deed.name)} is made ${JSON.stringify(deed.values ?? {})}`;
    case 'delete':
      return `${who} ${deed.id} is deleted`;
    case 'restore':
      return `${who} ${deed.id} is restored`;
  }
}

export function tellChange(change: FileChange): string {
  switch (change.change) {
    case 'link':
      return typeof change.to === 'number'
        ? `the file links ${change.of} to ${change.to}, by mistake`
        : `the file has ${change.of} ${change.to}`;
    case 'set':
      return change.values
        ? `the file sets ${JSON.stringify(change.values)} on ${change.of}`
        : `the file sets nothing on ${change.of}`;
    case 'option':
      return `the file says ${JSON.stringify(change.options)}`;
    case 'create':
      return `the file has ${change.on ? 'the' : 'no'} create of the ${change.which}`;
  }
}

export function tellRun(run: Run, { code }: Ended): string {
  const words = [
    'hfsync apply',
    ...run.only.map((one) => `--only ${one}`),
    ...run.except.map((one) => `--except ${one}`),
    ...(run.allow ? [] : ['without --allow']),
    ...(run.saveUndo ? ['--undo-out'] : []),
    ...run.with.map((change) => `[for this run ${tellChange(change)}]`),
    ...run.faults.map(({ fault, nth, among, times }) => `[${fault} from ${among} ${nth} on, ${times}×]`),
    ...(run.death ? [`[killed ${run.death.how} point ${run.death.at}]`] : []),
  ];
  return `${words.join(' ')}: ${code === null ? 'killed' : `exit ${code}`}`;
}
