import { editFiles } from '../../src/edit/edit.ts';
import type { Edit } from '../../src/model/edit.ts';

/** The text of a configuration without includes, with these edits done. */
export function edited(text: string, edits: readonly Edit[]): string {
  const result = editFiles([{ path: 'hfsync.yaml', text }], edits);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.files[0]!.text;
}
