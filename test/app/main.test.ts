import { describe, expect, it } from 'vitest';
import { usageError } from '../../src/app/main.ts';
import { tellBug } from '../../src/app/tell.ts';

const COMMANDS = ['apply', 'plan', 'state:list', 'state:show'];

describe('a mistyped command line exits 1, never 2', () => {
  it.each([
    ['command plann not found', 'There is no command plann.', 'Did you mean: hfsync plan'],
    ['command state:lst not found', 'There is no command state lst.', 'Did you mean: hfsync state list'],
    ['command zzzzzz not found', 'There is no command zzzzzz.', 'See hfsync --help and hfsync COMMAND --help'],
    [
      'Nonexistent flag: --nope\nSee more help with --help',
      'Nonexistent flag: --nope',
      'See hfsync --help and hfsync COMMAND --help',
    ],
    [
      'Parsing --max-wait \n\tExpected an integer but received: x\nSee more help with --help',
      'Parsing --max-wait Expected an integer but received: x',
      'See hfsync --help and hfsync COMMAND --help',
    ],
  ])('%j', (words, message, hint) => {
    expect(usageError(words, COMMANDS)).toEqual({ code: 'usage', message, hint, exitCode: 1 });
  });
});

it('K4 a fault of hfsync keeps its stack, shown safely', () => {
  let err = '';
  const screen = { write: (text: string) => void (err += text), layout: { width: 80, colour: false } };
  const flags = { config: '', json: false, colour: false, quiet: false, verbose: false };
  expect(tellBug({ flags, out: screen, err: screen }, new Error('odd \u001b[2J name'))).toBe(1);
  expect(err).toMatch(/^Error: odd \\u\{1b\}\[2J name\n {4}at .*main\.test\.ts/);
  expect(err).toMatch(/Please report it/);
});
