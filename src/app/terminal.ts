import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

/**
 * Lets the process end in order after its terminal is gone. Node puts each terminal back into the mode that it found, and aborts
 * where that fails (`ResetStdio` in src/node.cc); it leaves alone what is another file by then.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const descriptor of terminals) {
      if (isatty(descriptor)) continue;
      closeSync(descriptor);
      // The lowest one that is free.
      openSync(devNull, 'r+');
    }
  });
}
