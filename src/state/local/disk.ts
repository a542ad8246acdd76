import { nodeFiles } from '../../files/node.ts';
import type { Files } from '../../files/files.ts';
import { thisMachine, type Machine } from './machine.ts';
import { folderSocket, type Exclusive } from './socket.ts';

/** What the state needs of a machine: its files, and a way to tell who holds a lock. */
export interface StateDisk {
  readonly files: Files;
  /** Null if this platform has no sockets in folders. Then the lock file decides. */
  readonly exclusive: Exclusive | null;
  readonly machine: Machine;
}

export const nodeDisk: StateDisk = {
  files: nodeFiles,
  exclusive: process.platform === 'win32' ? null : folderSocket,
  machine: thisMachine(),
};
