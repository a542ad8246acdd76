import { conforms } from '../media/conformance.ts';
import { gitRefs } from '../media/git.ts';
import { remembers } from '../media/remembers.ts';

/** What takes long over smart HTTP, and does not differ there, runs where there is time for it. */
const isWhole = Boolean(process.env['HFSYNC_TEST_ALL_MEDIA']);

conforms('git over file', () => gitRefs('file'));
conforms('git over http', () => gitRefs('http'), { isSlow: !isWhole });

remembers('git over file', () => gitRefs('file'));
if (isWhole) remembers('git over http', () => gitRefs('http'));
