import { UserError } from '../model/error.ts';

/**
 * A contact for the services. Harvest asks for a link or an e-mail address in the `User-Agent`, and warns that requests
 * without one may have connection problems (help.getharvest.com/api-v2, general). Same pattern as in
 * `schemas/hfsync.schema.json`.
 */
const CONTACT = /^(?:https?:\/\/[!-'*-~]+|[!-'*-?A-~]+@[!-'*-?A-~]+)$/;

/**
 * `HFSYNC_CONTACT`, else the contact in the file, else null. Throws `UserError` if the variable is neither a link nor
 * an e-mail address.
 */
export function contactOf(
  variables: { readonly [name: string]: string | undefined },
  written: string | null,
): string | null {
  const given = variables['HFSYNC_CONTACT'] ?? '';
  if (given === '') return written;
  if (CONTACT.test(given)) return given;
  throw new UserError('contact.invalid', 'HFSYNC_CONTACT is neither an e-mail address nor a link.', {
    hint: 'Write it like it@example.com or https://example.com/hfsync, or unset it.',
  });
}

/** `hfsync/1.2.3 (it@example.com)`, or `hfsync/1.2.3` without a contact. */
export function userAgentOf(version: string, contact: string | null): string {
  return contact === null ? `hfsync/${version}` : `hfsync/${version} (${contact})`;
}
