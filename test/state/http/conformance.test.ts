import { conforms } from '../media/conformance.ts';
import { contends } from '../media/contention.ts';
import { httpState } from '../media/http.ts';
import { remembers } from '../media/remembers.ts';

for (const kind of ['terraform', 'gitlab'] as const) {
  conforms(`http as of ${kind}`, () => httpState(kind));
  remembers(`http as of ${kind}`, () => httpState(kind));
}

contends('http as of gitlab', () => httpState('gitlab'), { rounds: 2 });
