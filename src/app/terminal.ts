import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

/**
 * Lets the process end normally after its terminal is gone. Node restores the mode of each terminal, and aborts if that
 * fails (`ResetStdio` in src/node.cc). It leaves a descriptor alone if it is a different file by then.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const descriptor of terminals) {
      if (isatty(descriptor)) continue;
      closeSync(descriptor);
      // This reuses the descriptor just closed, the lowest free one.
      openSync(devNull, 'r+');
    }
  });
}
