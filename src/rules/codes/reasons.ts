import type { ReasonCode } from '../../model/reason.ts';

/**
 * Reasons of manual items and conflicts: what each means, and what to do next. Each item also lists its own ways out.
 */
export const REASON_WORDS: { readonly [C in ReasonCode]: readonly [means: string, next: string] } = {
  'both-ends-gone': ['Neither record of a declared link exists any more.', 'Remove the link from the file.'],
  'by-rule': [
    'The rule itself leaves this to a person.',
    '`hfsync explain RULE` says why. The item lists what can be done.',
  ],
  'built-in': [
    "The file links Forecast's built-in project Time Off, which hfsync never touches.",
    'Remove the link from the file.',
  ],
  'capacity-refused': [
    'Harvest accepts only whole half hours from 0 to 60 hours a week.',
    'Change it in Forecast, or set another one in the file.',
  ],
  'client-archived': [
    'The client is archived on the side where it would get an active project.',
    'Restore the client, or undo the edit of the project.',
  ],
  'client-has-projects': [
    'A client cannot be archived while it has active projects.',
    'Archive or move these projects. The next apply archives the client.',
  ],
  'client-missing': [
    'A Forecast project has no client, and Harvest does not accept a project without one.',
    'Give the project a client in Forecast.',
  ],
  'client-not-linked': [
    'A project belongs to a client that has no counterpart on the other side.',
    'Link or create that client in the file.',
  ],
  'creates-crossed': [
    '`create` finds a record that also has an entry with `create`.',
    'Link the two, or keep one of the two entries.',
  ],
  'default-refused': [
    "Forecast does not take the company's default capacity from hfsync.",
    "Set it in Forecast's settings, or switch this sync off with `company: off`.",
  ],
  'edited-on-both-sides': [
    'Both sides changed a field differently since they last agreed.',
    'Choose the value to keep: set it in the file, or make both sides equal by hand.',
  ],
  'emails-exchanged': [
    'People swap their e-mails here, which neither service can do in one step.',
    'Give one of them another e-mail for a while.',
  ],
  'id-unknown': [
    'The account has no record with the id in the file, and no apply has ever seen one.',
    'Correct the id, or remove the entry.',
  ],
  'made-again': [
    'A linked record is gone, and a record that nobody links has its name: it was probably made again.',
    'Link what is left to that record. If it is another one, remove the entry.',
  ],
  'near-twin': [
    'A record would be created beside one that has nearly the same name, and that the file neither links nor ignores.',
    'Link the two if they are the same. Otherwise ignore the other one or link it elsewhere: then both can exist.',
  ],
  'never-in-sync': [
    'The two sides differ, were never in sync, and `first_sync` is `manual`.',
    'Choose the value to keep in the file, or say with `first_sync` which side wins.',
  ],
  'not-allowed': [
    'A service refused a change (403): the owner of the token may not make it.',
    "Use an administrator's token, or make the change by hand. hfsync tries again once the token or its rights are others.",
  ],
  'pointer-dangling': [
    'A Forecast record is connected to a Harvest record that no longer exists, and the file does not link it.',
    'Ignore it or archive it in Forecast.',
  ],
  'pointer-doubled': [
    'Several Forecast records are connected to one Harvest record.',
    'Correct the connection in Forecast, so that only one record has it.',
  ],
  'pointer-elsewhere': [
    'Forecast connects a record to another Harvest record than the file does.',
    'Correct the connection in Forecast, or the ids in the file.',
  ],
  'pointer-refused': [
    'Forecast takes requests of hfsync, but drops the pointer to Harvest, which only Forecast itself can set then.',
    'Tick the record in Forecast under Manage > Import from Harvest. `hfsync doctor --probe` asks Forecast again.',
  ],
  'pointer-shared': [
    'Other Forecast records are connected to the Harvest record of this link as well.',
    'Correct the connection in Forecast, or the ids in the file.',
  ],
  'pointer-unknown': [
    'Forecast did not return which Harvest record this one is connected to.',
    'Check the record in Forecast, and plan again.',
  ],
  'put-refused': [
    'Forecast refuses writes to records of a kind, or changes other values with them, in each form that hfsync knows.',
    'Make the change in Forecast. `hfsync doctor --probe` asks Forecast again.',
  ],
  'record-archived': [
    'The record is archived in Harvest, which refuses the edit.',
    'Restore the record, or undo the edit.',
  ],
  'role-deleted-and-renamed': [
    'A role was deleted on one side and renamed on the other.',
    'Delete it on the other side too, or create it again.',
  ],
  'roles-of-one-name': [
    'An account has several roles with the same name, and people have roles by name.',
    'Rename all but one of them, or delete them.',
  ],
  'set-back': [
    'Something else set a field back each time that hfsync wrote it, in three applies in a row.',
    'Find what sets it back and stop it. Then make both sides equal by hand.',
  ],
  'several-clients-fit': [
    'A project is to be created, and several clients on the other side could be its client.',
    'Link the right one. The item has an entry for each.',
  ],
  'several-fit': [
    '`create` finds several records on the other side that could be meant, or one with unknown values that could be meant.',
    'Link the right one. The item has an entry for each.',
  ],
  'several-want': [
    'Several entries with `create` could mean the same record.',
    'Link the right one. The item has an entry for each.',
  ],
  'source-archived': [
    'The record that `create` should create on the other side is archived.',
    'Restore it, or remove the entry.',
  ],
  'source-incomplete': [
    'A service did not return a value that is needed to create the record on the other side.',
    'Check the record in the web app, and plan again. Otherwise link it by its ids.',
  ],
  'stored-otherwise': [
    'A service stored a value in a different form from what hfsync wrote.',
    'Keep the stored value. The item has an entry for it.',
  ],
  'temporary-name': [
    'A record has a temporary hfsync name (`hfsync-tmp-…`), and no unfinished apply gave it that name.',
    'Give the record a new name.',
  ],
  'value-empty': ['Harvest refuses an empty value in this field.', 'Enter a value in Forecast, or set it in the file.'],
  'value-taken': [
    'Another record already has this name or e-mail, which must be unique.',
    'Rename one of the two records.',
  ],
  'value-wanted-twice': [
    'Two records would get the same name or e-mail, which must be unique.',
    'Rename one of the two records.',
  ],
};
