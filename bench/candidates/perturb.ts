import { LEGAL_FORMS } from './vocabulary.ts';
import type { Dice } from './random.ts';

/** How the same thing comes to be called two things. In: a name. Out: another spelling of it, or null where this one does not apply. */
export type Perturbation = (name: string, dice: Dice) => string | null;

export const PERTURBATIONS = {
  none: (name) => name,
  case: (name, dice) => changed(name, dice.pick([name.toUpperCase(), name.toLowerCase(), swapped(name)])),
  blanks: (name, dice) =>
    dice.pick([
      ` ${name}`,
      `${name} `,
      name.replace(' ', '  '),
      changed(name, name.replace(' ', '')) ?? `${name}  `,
      name.replace(' ', '\u00a0'),
    ]),
  punctuation: (name, dice) =>
    changed(
      name,
      dice.pick([
        name.replace(' ', '-'),
        name.replace(' ', ' – '),
        name.replace(' ', ', '),
        `${name}.`,
        name.replace(' ', '_'),
        name.replace(' ', ' / '),
        `"${name}"`,
      ]),
    ),
  accents: (name, dice) =>
    changed(name, dice.chance(0.3) ? spelled(name) : name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')),
  order: (name) => {
    const words = name.split(' ');
    return words.length < 2 ? null : [...words.slice(1), words[0]!].join(' ');
  },
  prefix: (name, dice) => {
    const letters = name
      .normalize('NFKD')
      .replace(/[^A-Za-z]/g, '')
      .slice(0, 3)
      .toUpperCase();
    const number = String(dice.below(900) + 100);
    return `${dice.pick([`${letters}-${number} `, `[${letters}${number}] `, `${number}4 - `, `P${number} `, `${letters}${number}: `, `${letters}_${number}_`])}${name}`;
  },
  year: (name, dice) => {
    if (/\b20\d\d\b/.test(name)) return null;
    const year = 2019 + dice.below(8);
    return dice.pick([
      `${name} ${year}`,
      `${name} (${year})`,
      `${year} ${name}`,
      `${name} '${String(year).slice(2)}`,
      `${name} FY${String(year).slice(2)}`,
      `${name} ${year}/${String(year + 1).slice(2)}`,
    ]);
  },
  legal: (name, dice) => `${name}${dice.pick([' ', ', '])}${dice.pick(LEGAL_FORMS)}`,
  typo: (name, dice) => mistyped(name, dice),
} as const satisfies Record<string, Perturbation>;
export type PerturbationName = keyof typeof PERTURBATIONS;

function changed(before: string, after: string): string | null {
  return before === after ? null : after;
}

function swapped(name: string): string {
  return [...name]
    .map((letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()))
    .join('');
}

function spelled(name: string): string {
  const table: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ø: 'oe', å: 'aa', Å: 'Aa' };
  return name.replace(/[äöüßøåÅ]/g, (letter) => table[letter] ?? letter);
}

/** Any letter of any word: dropped, doubled, replaced, or changed with its neighbour. */
function mistyped(name: string, dice: Dice): string | null {
  const at = dice.below(name.length - 1);
  const [letter = '', next = ''] = [name[at], name[at + 1]];
  if (!/\p{L}/u.test(letter) || !/\p{L}/u.test(next) || letter.toLowerCase() === next.toLowerCase()) return null;
  const [head, tail] = [name.slice(0, at), name.slice(at + 1)];
  const other = dice.pick([...'abcdefghiklmnoprstuw'].filter((one) => one !== letter.toLowerCase()));
  return dice.pick([
    head + tail,
    `${head}${letter}${letter}${tail}`,
    `${head}${other}${tail}`,
    `${head}${next}${letter}${name.slice(at + 2)}`,
  ]);
}
