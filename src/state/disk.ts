import { nodeFiles, type StateFiles } from './files.ts';
import { abstractSocket, isProcessAlive, type Exclusive } from './lock.ts';

/** All that the state needs of a machine: its files, and who holds a lock. */
export interface StateDisk {
  readonly files: StateFiles;
  /** null: this platform frees no names by itself, the lock file decides. */
  readonly exclusive: Exclusive | null;
  /** Whether a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
}

export const nodeDisk: StateDisk = {
  files: nodeFiles,
  exclusive: process.platform === 'linux' ? abstractSocket : null,
  isAlive: isProcessAlive,
};
