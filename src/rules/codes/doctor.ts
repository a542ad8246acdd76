import type { CheckCode, LintCode } from '../../model/checkup.ts';

type Words = readonly [means: string, next: string];

/** What `hfsync doctor` checks apart from the data. */
export const CHECK_WORDS: { readonly [C in CheckCode]: Words } = {
  'doctor.node': ['Which hfsync and which Node run.', 'Nothing to do.'],
  'doctor.config': ['Whether `hfsync.yaml` can be read.', 'Correct what `hfsync validate` lists.'],
  'doctor.contact': ['Whether requests name somebody whom Harvest can contact.', 'Set `contact:` or `HFSYNC_CONTACT`.'],
  'doctor.proxy': ['Which proxy is used, and the variable that names it.', 'docs/network.md explains proxies.'],
  'doctor.tls': ['Which certificates are trusted besides those of Node.', 'docs/network.md explains certificates.'],
  'doctor.state': ['Whether the state can be read, and what it holds.', 'docs/state.md explains the state.'],
  'doctor.lock': ['Whether another hfsync holds the lock of the state.', 'Wait for it, or use `hfsync state unlock`.'],
  'doctor.token': ['Whether each service takes its token.', 'Check the variable that the message names.'],
  'doctor.products': ['Whether a token opens the account that the file names.', 'Correct the account id or the token.'],
  'doctor.rights': ['What the owner of a token may do.', 'Use the token of an administrator.'],
  'doctor.reach': ['Whether a service can be reached and read.', 'Check the network, the proxy and the addresses.'],
  'doctor.clock': [
    'Whether the clocks of both services and of this machine agree.',
    'Correct the clock of this machine.',
  ],
  'doctor.pairing': ['Which Harvest account Forecast says it is connected to.', 'Check the two account ids.'],
  'doctor.rate': ['How much of each rate limit is left.', 'Nothing to do.'],
};

/** What `hfsync doctor` finds in the data. */
export const LINT_WORDS: { readonly [C in LintCode]: Words } = {
  'lint.capacity-refused': [
    'Harvest would refuse a capacity that Forecast has.',
    'Change it in Forecast to half hours up to 60.',
  ],
  'lint.client-archived': [
    'A client is archived and has active projects.',
    'Archive the projects, or restore the client.',
  ],
  'lint.client-missing': ['An active Forecast project has no client.', 'Give it a client in Forecast.'],
  'lint.code-doubled': ['Two active projects of an account have the same code.', 'Change one of the codes.'],
  'lint.dates-differ': [
    'A linked project starts or ends on another day on each side. hfsync does not sync dates.',
    'Correct the dates in one of the web apps.',
  ],
  'lint.email-doubled': ['Two people of an account have the same e-mail.', 'Correct one of them.'],
  'lint.email-missing': ['An active person has no e-mail, so nothing says who it is.', 'Enter the e-mail.'],
  'lint.ignore-useless': ['An entry under `ignore` matches no record.', 'Remove the entry.'],
  'lint.name-doubled': ['Two records of an account have the same name.', 'Rename, archive or merge one of them.'],
  'lint.near-twin': ['Two records that are not linked have nearly the same name.', 'Link them, or ignore one.'],
  'lint.pairing-lost': [
    'The accounts do not look like the pair that they were before.',
    'Check the connection and the account ids.',
  ],
  'lint.person-differs': [
    'A linked person has a different name or e-mail on each side.',
    'Check that it is the same person.',
  ],
  'lint.pointer-dangling': [
    'A Forecast record points to a Harvest record that does not exist.',
    'Correct the pointer in Forecast.',
  ],
  'lint.pointer-elsewhere': [
    'A Forecast record points to a different Harvest record than the file does.',
    'Correct the file or the pointer.',
  ],
  'lint.pointer-shared': [
    'Several Forecast records point to the same Harvest record.',
    'Correct all but one of the pointers.',
  ],
  'lint.pointers-crossed': [
    "The pointers of two linked Forecast records each name the other's Harvest record.",
    'Swap the two ids in the file, or correct both pointers in Forecast.',
  ],
  'lint.set-useless': [
    'A value under `set:` is what both sides have already.',
    'Remove it, if nobody needs to hold it any more.',
  ],
};
