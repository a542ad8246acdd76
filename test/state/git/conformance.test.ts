import { conforms } from '../media/conformance.ts';
import { gitRefs } from '../media/git.ts';
import { remembers } from '../media/remembers.ts';

/** A bare repository on this disk; and behind smart HTTP where there is time for it (`remote.test.ts` has what differs there). */
const TRANSPORTS = process.env['HFSYNC_TEST_ALL_MEDIA'] ? (['file', 'http'] as const) : (['file'] as const);

for (const transport of TRANSPORTS) {
  conforms(`git over ${transport}`, () => gitRefs(transport));
  remembers(`git over ${transport}`, () => gitRefs(transport));
}
