import type { Dice } from './dice.ts';

/** A name as somebody else would have typed it: close enough for a person to recognize, but not equal. */
export function twinOf(name: string, dice: Dice): string {
  const changed = dice.one(CHANGES)(name, dice);
  return changed === name ? `${name} (new)` : changed;
}

const CHANGES: readonly ((name: string, dice: Dice) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.replaceAll(' ', '  '),
  (name) => name.replaceAll(' ', '-'),
  (name) => name.normalize('NFD').replace(/\p{M}/gu, ''),
  (name) => name.split(' ').reverse().join(' '),
  (name, dice) => `${dice.one(['WEB', 'P24', '2024', 'INT'])} ${name}`,
  (name, dice) => `${name} ${dice.one(['2025', '2026', 'II'])}`,
  swapped,
];

/** Two letters in the wrong order. */
function swapped(name: string, dice: Dice): string {
  const at = 1 + dice.below(Math.max(1, name.length - 2));
  return `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}`;
}
