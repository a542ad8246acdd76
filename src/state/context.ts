import type { Last } from '../model/last.ts';
import type { Random } from '../model/ports.ts';
import type { Cipher } from './crypt.ts';
import type { Files } from '../files/files.ts';
import type { Medium } from './medium.ts';

/** All that the parts of the store share. */
export interface StateContext {
  readonly medium: Medium;
  readonly accounts: Last['accounts'];
  /** null: the texts are plain. */
  readonly cipher: Cipher | null;
  readonly random: Random;
  readonly shelter: Shelter;
}

/** Where texts are saved once the medium refuses them: the first folder that can be written. */
export interface Shelter {
  readonly files: Files;
  readonly folders: readonly string[];
}
