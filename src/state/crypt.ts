import { createCipheriv, createDecipheriv } from 'node:crypto';
import { UserError } from '../model/error.ts';

/** AES-256-GCM with a new 96-bit nonce for each text (NIST SP 800-38D, and the form that node:crypto recommends). */
export interface Cipher {
  /** `context` is authenticated too, so that a sealed text cannot be moved to another place. */
  seal(text: string, context: string): Sealed;
  /** Throws `UserError` `state.key-wrong`. */
  open(sealed: Sealed, context: string): string;
}

export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

export type RandomBytes = (size: number) => Uint8Array;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key from the text of `HFSYNC_STATE_KEY`: 32 bytes in base64. The error never contains the text. */
export function parseStateKey(text: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === text.trim().replace(/=+$/, '');
  if (isBase64 && key.length === 32) return key;
  throw new UserError('state.key-invalid', 'HFSYNC_STATE_KEY is not 32 bytes in base64.', {
    hint: 'Make one with: openssl rand -base64 32',
  });
}

export function createCipher(key: Uint8Array, randomBytes: RandomBytes): Cipher {
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { nonce: base64(nonce), tag: base64(cipher.getAuthTag()), data: base64(data) };
    },
    open(sealed, context) {
      try {
        const nonce = Buffer.from(sealed.nonce, 'base64');
        const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(context, 'utf8'));
        decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
        return Buffer.concat([decipher.update(sealed.data, 'base64'), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new UserError(
          'state.key-wrong',
          'HFSYNC_STATE_KEY is not the key of this state, or the state was changed.',
          {
            hint: 'Set the key that the state was written with.',
            cause,
          },
        );
      }
    },
  };
}

export function keyMissing(path: string): UserError {
  return new UserError('state.key-missing', `${path} is encrypted, and HFSYNC_STATE_KEY is not set.`, {
    hint: 'Set HFSYNC_STATE_KEY to the key that the state was written with.',
  });
}

/** The error for a plain text although there is a key. Anybody who can write in the folder could have put it there. */
export function notSealed(path: string): UserError {
  return new UserError(
    'state.not-sealed',
    `${path} is not encrypted although HFSYNC_STATE_KEY is set, so there is no telling who wrote it.`,
    {
      hint: 'If it is yours, encrypt it once with: hfsync state seal\nIf not, move it away, and check who can write there.',
    },
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
