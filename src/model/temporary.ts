/**
 * Names that hfsync gives for a moment, to break a cycle of unique names: recognisable, and never propagated. A person who gives
 * a record such a name gets a manual item; `hfsync.yaml` may not set one.
 */
export const TEMPORARY_PREFIX = 'hfsync-tmp-';

export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}
