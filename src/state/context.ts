import type { Last } from '../model/last.ts';
import type { Random } from '../model/ports.ts';
import type { Cipher } from './crypt.ts';
import type { Files } from '../files/files.ts';
import type { Medium } from './medium.ts';

/** What the parts of the store share. */
export interface StateContext {
  readonly medium: Medium;
  readonly accounts: Last['accounts'];
  /** Null if the texts are not encrypted. */
  readonly cipher: Cipher | null;
  readonly random: Random;
  readonly shelter: Shelter;
}

/** Where texts are saved if the medium refuses them: in the first of these folders that can be written. */
export interface Shelter {
  readonly files: Files;
  readonly folders: readonly string[];
}
