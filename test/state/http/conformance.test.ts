import { conforms } from '../media/conformance.ts';
import { httpState } from '../media/http.ts';
import { remembers } from '../media/remembers.ts';

for (const kind of ['terraform', 'gitlab'] as const) {
  conforms(`http as of ${kind}`, () => httpState(kind));
  remembers(`http as of ${kind}`, () => httpState(kind));
}
