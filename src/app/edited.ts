/**
 * Edits files of the configuration. In: the files, edits. Out: those that change, validated as if they were on the
 * disk.
 */
import { editorOf, type FileOfLink, type TextFile } from '../edit/edit.ts';
import type { Refusal } from '../edit/refusal.ts';
import type { Edit } from '../model/edit.ts';
import { UserError } from '../model/error.ts';
import { loadFiles, type ConfigFile } from './config.ts';
import type { Environment } from './environment.ts';

export interface EditedFile extends ConfigFile {
  /** Includes a byte order mark. */
  readonly before: string;
  readonly after: string;
}

/**
 * Each call edits the original files. Throws `UserError` for an edit that cannot be made, or that would make the
 * configuration invalid.
 */
export type FileEditor = (edits: readonly Edit[]) => Promise<readonly EditedFile[]>;

export function fileEditor(env: Environment, files: readonly ConfigFile[], fileOf: FileOfLink): FileEditor {
  const texts: readonly TextFile[] = files.map(({ path, bytes }) => ({
    path,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  }));
  const edit = editorOf(texts, fileOf);
  return async (edits) => {
    const result = edit(edits);
    if (!result.ok) throw editFailure(result.refusal);
    const changed = result.files.flatMap(({ path, text: after }, index) => {
      const before = texts[index]!.text;
      if (after === before) return [];
      return [{ path, bytes: files[index]!.bytes, before, after }];
    });
    const encoder = new TextEncoder();
    await loadFiles(env, new Map(changed.map(({ path, after }) => [path, encoder.encode(after)])));
    return changed;
  };
}

/** Why an edit was not done, in words. */
export function editFailure({ reason }: Refusal): UserError {
  return new UserError('settle.refused', WHY[reason], {
    hint: 'Edit the file by hand. hfsync plan shows the lines.',
  });
}

const UNSURE = 'The file is written in a way that hfsync cannot edit safely.';

const WHY = {
  linked: 'One of the two ids is linked by another entry.',
  'no-entry': 'The entry to change is not in the file any more.',
  open: 'An id is still missing.',
  unreadable: UNSURE,
  unsure: UNSURE,
} as const satisfies Record<Refusal['reason'], string>;
