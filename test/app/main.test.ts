import { describe, expect, it } from 'vitest';
import { printBug } from '../../src/app/print-error.ts';
import { usageError } from '../../src/app/usage.ts';

const COMMANDS = [
  { id: 'apply', flags: {} },
  { id: 'plan', flags: { format: { options: ['text', 'json'] }, 'max-wait': {}, json: {} } },
  { id: 'state:list', flags: { json: {} } },
  { id: 'state:show', flags: {} },
];
const HELP = 'See hfsync --help and hfsync COMMAND --help';

describe('a mistyped command line exits 1, never 2, and says what was probably meant', () => {
  it.each([
    ['plann', 'command plann not found', 'There is no command plann.', 'Did you mean: hfsync plan'],
    ['plann --json', 'command plann not found', 'There is no command plann.', 'Did you mean: hfsync plan'],
    ['state lst', 'command state:lst not found', 'There is no command state lst.', 'Did you mean: hfsync state list'],
    [
      'help state lst',
      'Command state:lst not found.',
      'There is no command state lst.',
      'Did you mean: hfsync state list',
    ],
    ['zzzzzz', 'command zzzzzz not found', 'There is no command zzzzzz.', 'See hfsync --help'],
    [
      'aply plan.json',
      'command aply:plan.json not found',
      'There is no command aply plan.json.',
      'Did you mean: hfsync apply',
    ],
    ['plan x', 'command plan:x not found', 'hfsync plan does not take the argument x.', 'See hfsync plan --help'],
    ['plan --formt json', 'Nonexistent flag: --formt', 'hfsync plan has no flag --formt.', 'Did you mean: --format'],
    [
      'plan --formt=json',
      'Nonexistent flag: --formt=json',
      'hfsync plan has no flag --formt.',
      'Did you mean: --format',
    ],
    ['state list --jsn', 'Nonexistent flag: --jsn', 'hfsync state list has no flag --jsn.', 'Did you mean: --json'],
    [
      'plan --zzzzzzzz',
      'Nonexistent flag: --zzzzzzzz',
      'hfsync plan has no flag --zzzzzzzz.',
      'See hfsync plan --help',
    ],
    ['--nope', 'Nonexistent flag: --nope\nSee more help with --help', 'Nonexistent flag: --nope', HELP],
    [
      'plan --format jsno',
      'Expected --format=jsno to be one of: text, json',
      'Expected --format=jsno to be one of: text, json',
      'Did you mean: --format json',
    ],
    [
      'plan --max-wait x',
      'Parsing --max-wait \n\tExpected an integer but received: x\nSee more help with --help',
      'Parsing --max-wait Expected an integer but received: x',
      'See hfsync plan --help',
    ],
  ])('%s', (typed, words, message, hint) => {
    expect(usageError(words, typed.split(' '), COMMANDS)).toEqual({ code: 'usage', message, hint, exitCode: 1 });
  });
});

it('K4 a fault of hfsync keeps its stack, shown safely', () => {
  let err = '';
  const screen = { write: (text: string) => void (err += text), layout: { width: 80, colour: false } };
  const flags = { config: '', json: false, colour: false, quiet: false, verbose: false };
  expect(printBug({ flags, out: screen, err: screen }, new Error('odd \u001b[2J name'))).toBe(1);
  expect(err).toMatch(/^Error: odd \\u\{1b\}\[2J name\n {4}at .*main\.test\.ts/);
  expect(err).toMatch(/Please report it/);
});
