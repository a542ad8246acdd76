import { expect, test } from 'vitest';
import { contactOf, userAgentOf } from '../../src/http/contact.ts';

test.each([
  ['nobody', {}, null, 'hfsync/1.2.3'],
  ['the file', {}, 'it@example.com', 'hfsync/1.2.3 (it@example.com)'],
  [
    'the environment first',
    { HFSYNC_CONTACT: 'https://example.com/x' },
    'it@example.com',
    'hfsync/1.2.3 (https://example.com/x)',
  ],
  ['an empty variable is none', { HFSYNC_CONTACT: '' }, 'it@example.com', 'hfsync/1.2.3 (it@example.com)'],
])('the User-Agent names whom to write to: %s', (_name, variables, written, expected) => {
  expect(userAgentOf('1.2.3', contactOf(variables, written))).toBe(expected);
});

test.each(['somebody', 'a b@example.com', 'a@example.com)\r\nX: y', 'ftp://example.com', 'a@exämple.com', '(a@b)'])(
  'HFSYNC_CONTACT %j cannot stand in the header',
  (given) => {
    expect(() => contactOf({ HFSYNC_CONTACT: given }, null)).toThrow(
      'HFSYNC_CONTACT is neither an e-mail address nor a link.',
    );
  },
);
