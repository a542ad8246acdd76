/**
 * Names that hfsync gives for a moment to break a cycle of unique names. They are recognisable and never copied to the other side. A
 * person who gives
 * a record such a name gets a manual item; `hfsync.yaml` may not set one.
 */
export const TEMPORARY_PREFIX = 'hfsync-tmp-';

export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}
