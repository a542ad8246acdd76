import { conforms } from './media/conformance.ts';
import { contends } from './media/contention.ts';
import { fakeFiles, realFiles } from './media/local.ts';
import { memoryMedium } from './media/memory.ts';
import { remembers } from './media/remembers.ts';

/** Every medium that is quick, and the store on each of them; the others have a file of their own, in their folder. */
const MEDIA = [
  ['local files', realFiles],
  ['local files of a disk in memory', fakeFiles],
  ['memory', async () => memoryMedium()],
] as const;

for (const [name, open] of MEDIA) {
  conforms(name, open);
  remembers(name, open);
}

contends('local files', realFiles, { rounds: 3 });
