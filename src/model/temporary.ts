/**
 * Names that hfsync gives for a moment to break a cycle of unique names. They are recognizable and never copied to the
 * other side. If a person gives a record such a name, it becomes a manual item. `hfsync.yaml` may not set one.
 */
export const TEMPORARY_PREFIX = 'hfsync-tmp-';

export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}
