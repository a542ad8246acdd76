import { UserError } from '../../model/error.ts';
import { idsInTree, isInParts, partsOf, treeInput } from './parts.ts';
import { reasonIn, type Program } from './program.ts';

/** What git keeps in the clone: a push takes it from there, and a fetch puts it there. No round trip. Throws `UserError`. */
export interface Objects {
  /** What is under these names; null: nothing. */
  read(names: readonly string[]): Promise<readonly (GitObject | null)[]>;
  /** The text of which a tree names the parts. */
  joined(tree: GitObject): Promise<Buffer>;
  /** Answers the id. */
  put(content: Uint8Array | string): Promise<string>;
  /** The same for a text that grows at its end (`parts.ts`). */
  putGrowing(text: Buffer): Promise<string>;
  /** The error for what was fetched and is not what it should be. */
  unreadable(err: string): UserError;
}

export interface GitObject {
  readonly id: string;
  readonly kind: string;
  readonly bytes: Buffer;
}

/** `shown`: where they come from, as messages call it. */
export function openObjects(program: Program, shown: string): Objects {
  /** The parts of the text that grows, as they were put last. */
  let parts: readonly { readonly bytes: Buffer; readonly id: string }[] = [];

  return { read, joined, put, putGrowing, unreadable };

  async function read(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    const input = names.map((each) => `${each}\n`).join('');
    const { code, out, err } = await program.run(['cat-file', '--batch'], input);
    if (code !== 0) throw unreadable(err);
    let at = 0;
    return names.map(() => {
      const end = out.indexOf('\n', at);
      const [id = '', kind = '', size = ''] = out.toString('utf8', at, end).split(' ');
      at = end + 1;
      if (kind === 'missing') return null;
      const bytes = out.subarray(at, at + Number(size));
      at += Number(size) + 1;
      return { id, kind, bytes };
    });
  }

  async function joined({ id, bytes: tree }: GitObject): Promise<Buffer> {
    const found = await read(idsInTree(tree, id));
    return Buffer.concat(
      found.map((object, index) => {
        if (object?.kind === 'blob') return object.bytes;
        throw unreadable(`fatal: part ${index + 1} of ${id} is not a text`);
      }),
    );
  }

  function put(content: Uint8Array | string): Promise<string> {
    return made(['hash-object', '-w', '--stdin'], content);
  }

  async function putGrowing(text: Buffer): Promise<string> {
    if (!isInParts(text)) return put(text);
    const now: { readonly bytes: Buffer; readonly id: string }[] = [];
    for (const [index, bytes] of partsOf(text).entries()) {
      const known = parts[index];
      now.push(known?.bytes.equals(bytes) ? known : { bytes, id: await put(bytes) });
    }
    parts = now;
    try {
      return await treeOf(parts);
    } catch {
      // Somebody may have pruned the clone, which loses parts that no ref holds. Put them all again.
      for (const { bytes } of parts) await put(bytes);
      return treeOf(parts);
    }
  }

  function treeOf(all: typeof parts): Promise<string> {
    return made(['mktree'], treeInput(all.map(({ id }) => id)));
  }

  async function made(command: readonly string[], input: Uint8Array | string): Promise<string> {
    const { code, out, err } = await program.run(command, input);
    if (code === 0) return out.toString('utf8').trim();
    throw new UserError('state.unwritable', `git cannot keep the state in this clone: ${reasonIn(err)}`, {
      hint: 'hfsync must be able to write in the folder .git. Fix that, then run again.',
    });
  }

  function unreadable(err: string): UserError {
    return new UserError(
      'state.unreadable',
      `The state that git fetched from ${shown} cannot be read: ${reasonIn(err)}`,
      {
        hint: 'Run again. If this keeps happening, check the clone with: git fsck',
      },
    );
  }
}
