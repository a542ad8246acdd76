import type { Code } from '../../model/code.ts';

/** Everything that can stop or disturb a run: what each means, and what to do next. */
export const RUN_CODES = {
  'address.invalid': [
    'The argument is not an address.',
    'Addresses are kind:HARVEST_ID/FORECAST_ID, as plans print them, or `company`.',
  ],
  'apply.conflict': [
    'A write got no clear answer, and somebody else changed the same record meanwhile.',
    'Plan again. The next plan compares both values.',
  ],
  'apply.declined': [
    'The answer to the question of `apply` was not `yes`. Nothing was written.',
    'Run `hfsync apply` again when you are ready.',
  ],
  'apply.digest': [
    '`--expect` was given something that is not a digest.',
    'Copy the whole line that the plan prints: `sha256:` and 64 hexadecimal digits.',
  ],
  'apply.gone': ['A write got no clear answer, and the record no longer exists.', 'Plan again.'],
  'apply.guard': [
    'A guard stopped the apply before anything was written.',
    "Read the plan. If it is what you want, run it again with `--allow` and the guard's name.",
  ],
  'apply.lost': [
    'Forecast stored a write, and changed values of the record that the write was not about.',
    'Enter them again in Forecast before the next apply: the message has them. hfsync does not write that way again.',
  ],
  'apply.not-linked': [
    'Forecast took a write but dropped the pointer to Harvest, so the record is there and not linked.',
    'Tick it in Forecast under Manage > Import from Harvest. hfsync remembers the pair, and does not create it again.',
  ],
  'apply.not-stored': [
    'A service accepted a write but did not store the value that was sent.',
    'Look at the record in the web app. Plan again to see what is true now.',
  ],
  'apply.select': [
    '`--only` or `--except` was given together with a saved plan.',
    'Save another plan with `hfsync plan --only ADDRESS --out FILE`.',
  ],
  'apply.several': [
    'A create got no clear answer, and several new records look like it.',
    'Delete the extra ones by hand, link the right one, and plan again.',
  ],
  'apply.stale': [
    'A record changed after the plan was made, so this write was left out.',
    'Plan again and review the difference.',
  ],
  'apply.unapproved': [
    '`apply` was not approved, and there is no terminal to ask on.',
    'Give a saved plan, `--expect DIGEST`, or `--auto-approve`.',
  ],
  'apply.undo': [
    'This line says where the plan that undoes the apply was saved.',
    'Nothing to do. `hfsync apply FILE` runs it.',
  ],
  'apply.unseen': [
    'The plan could not be printed, so there was nothing to approve. Nothing was written.',
    'Make sure that the output can be written, or approve beforehand with `--expect DIGEST`.',
  ],
  'apply.unsettled': [
    'A write got no clear answer, and hfsync cannot tell yet whether it was applied.',
    'Run `hfsync apply` again. It checks that record first.',
  ],
  'apply.warning': ['Something about this apply is worth knowing, but it did not stop it.', 'Read the message.'],
  'contact.invalid': [
    '`HFSYNC_CONTACT` is neither an e-mail address nor a link.',
    'Write it like `it@example.com` or `https://example.com/hfsync`, or unset it.',
  ],
  'demo.failed': ['A step of the demo failed.', 'The message above says why.'],
  'explain.several': [
    'Several records have that name or id.',
    'Name one of them by its address. The message lists them.',
  ],
  'doctor.probe-file': [
    '`hfsync-probe.json` is not what a probe writes: somebody changed it, or it is another file of that name.',
    'Move it away, and run the probe again.',
  ],
  'doctor.unsettled': [
    'An interrupted apply left writes that nobody has settled, so the probe did not start.',
    'Run `hfsync apply` first. It checks them.',
  ],
  'doctor.declined': [
    'The probe was not approved. Nothing was written.',
    'Answer `yes` at the question, or give `--yes`.',
  ],
  'explain.unknown': [
    'The argument is not a rule, a code, a word of the glossary, or a record.',
    '`hfsync explain` lists the rules and `hfsync list` the records. docs/codes.md lists the codes.',
  ],
  'init.accounts': [
    '`init` cannot tell which account is meant: the token opens none, or several.',
    'Name them with `--harvest ID` and `--forecast ID`.',
  ],
  'init.declined': [
    'The question of `init` was answered with something other than `yes`. Nothing was written.',
    'Run it again when you are ready.',
  ],
  'init.exists': [
    'A file that `init` would write exists. It was left as it is.',
    'Name another one with `--config FILE`, or move this one away.',
  ],
  'init.unapproved': [
    '`init` would ask before it writes, and there is nobody to answer.',
    'Run it in a terminal, or with `--yes`.',
  ],
  'init.unwritable': [
    'The files of `init` could not be written. None of them was kept.',
    'Check the permissions of the folder and the free space on the disk.',
  ],
  'input.address': [
    'No link and no record matches the argument.',
    '`hfsync list` shows addresses, ids, names and lines of files.',
  ],
  interrupted: [
    'The run was interrupted. What was done is recorded, and nothing else was started.',
    'Run the command again to go on.',
  ],
  'into.overwrite': [
    'The file for `--json-into` exists, and hfsync did not write it.',
    'Choose another name, or remove the file.',
  ],
  'into.same': ['`--json-into` names a file that this run also uses for something else.', 'Choose another name.'],
  'into.unwritable': ['The file for `--json-into` cannot be written.', 'The message gives the reason.'],
  'output.lost': [
    'The output could not be written completely. The disk may be full, or the terminal closed.',
    'An `apply` goes on without it. Run `hfsync plan` to see what is left.',
  ],
  'plan.missing': ['The saved plan does not exist.', 'Save one with `hfsync plan --out FILE`.'],
  'plan.newer': ['The saved plan was made by a newer hfsync.', 'Update hfsync, or save the plan again.'],
  'plan.other-accounts': [
    'The saved plan and the configuration name different accounts.',
    'Save a plan with this configuration.',
  ],
  'plan.overwrite': ['The file for a plan exists and is not a plan.', 'Choose another name, or remove the file.'],
  'plan.redacted': [
    'The saved plan is redacted. It is for reading only.',
    'Apply the plan that `plan --out` saved, or approve its digest with `--expect`.',
  ],
  'plan.shape': ['The file is not an hfsync plan.', 'Save one with `hfsync plan --out FILE`.'],
  'plan.stale': [
    'The plan changed since it was reviewed. Nothing was written.',
    'Plan again and review the difference.',
  ],
  'plan.tampered': [
    'The saved plan was changed after it was saved, or was made with another `HFSYNC_STATE_KEY`.',
    'Save it again with `hfsync plan --out FILE`.',
  ],
  'plan.too-large': [
    'The file is larger than any plan that hfsync saves.',
    'Check that the file is the right one. A part of a plan is smaller: `hfsync plan --only ADDRESS --out FILE`.',
  ],
  'plan.unreadable': ['The saved plan cannot be read.', 'The message gives the reason.'],
  'plan.unwritable': ['The plan cannot be saved.', 'The message gives the reason.'],
  'proxy.invalid': ['The address of the proxy cannot be used.', 'The message names the variable that it came from.'],
  'reading.behind': [
    'A service returned an older version of a record than it returned before, both in a list and for that record alone.',
    'Run the command again in a minute. If this keeps happening, save the record there once by hand. That gives it a new date.',
  ],
  'reading.list-incomplete': [
    'A list was incomplete: a record that exists was missing from it.',
    'Run the command again. The account was probably edited while it was read.',
  ],
  'request.gone': ['The service returned 404.', 'Plan again.'],
  'request.limited': [
    "A service's rate limit is used up.",
    'Run the command again later. Raise `--max-wait` if the message says that it was too short.',
  ],
  'request.malformed': [
    "A service's answer is not what its documentation describes, or a proxy or filter answered in its place.",
    'Follow the hint. If there is none and this keeps happening, run with `--verbose` and report it.',
  ],
  'request.refused': ['A service refused the request.', 'The message gives its reason.'],
  'request.unauthorized': [
    'A service rejected the token, or the token may not do this.',
    'Check the token, the account id, and the rights of its user.',
  ],
  'request.unknown': [
    'A request was sent, and hfsync does not know whether it was applied.',
    'Run the command again. hfsync checks the record first.',
  ],
  'request.unsent': ['A service cannot be reached. Nothing was sent.', 'Check the network, the proxy and the clock.'],
  'sandbox.call': ["A call to the sandbox's control API has the wrong form.", 'The message says what was expected.'],
  'sandbox.fault': ['The sandbox does not know this fault.', 'The message lists the faults that it knows.'],
  'sandbox.port': [
    'The sandbox cannot listen on its port.',
    'Choose another one with `--port`. The sandbox takes four in a row.',
  ],
  'sandbox.refused': ['The sandbox refused an edit, as the service would.', 'The message gives its reason.'],
  'sandbox.world': [
    'The folder does not contain the accounts of a sandbox.',
    'Name an empty folder to start with the sample agency.',
  ],
  'tls.unverified': [
    '`NODE_TLS_REJECT_UNAUTHORIZED=0` would send the tokens to anyone.',
    'Unset it. For your own certificate authority, set `NODE_EXTRA_CA_CERTS`.',
  ],
  'token.empty': ['The environment variable that should hold a token is empty.', 'Set it to the token.'],
  'token.invalid': [
    'A token contains a character that no token can contain.',
    'Set it again without line breaks, spaces or quotes.',
  ],
  'url.invalid': ['The address of a service cannot be used.', 'Use https, or http on loopback.'],
  usage: [
    'The command line has a mistake.',
    '`hfsync --help` and `hfsync COMMAND --help` list the commands and flags.',
  ],
  'usage.every': ['`--every` is not a time from 10s to 168h.', 'Write a number and s, m or h, such as `15m`.'],
  'usage.fleet': [
    'The command line does not fit a `--config` that names several files.',
    'Leave out the flag that the message names, add the one that is needed, or name one file.',
  ],
  'usage.format': [
    '`--json` was given together with another `--format`.',
    'For both at once: `--format FORMAT --json-into FILE`.',
  ],
  'usage.listen': ['The address of `--listen` cannot be used.', 'Write `HOST:PORT` with a free port, or `off`.'],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
