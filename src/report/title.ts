/** What an item is about. In: an item of a plan. Out: its address and the names of its records, in words or as data. */
import type { Titled } from '../model/titled.ts';
import { sideName, type Side } from '../model/side.ts';
import { name, namePart, segments, styled, type Segment } from './line.ts';
import { escapeText } from './escape.ts';

export interface Title {
  /**
   * The names in the accounts, each with its side if the two differ. If neither account has a name for it, the file's
   * name.
   */
  readonly names: readonly { readonly name: string; readonly side: Side | null }[];
  /** The file's name, if no account has it. */
  readonly label: string | null;
  /** What distinguishes the record from others with the same name. */
  readonly about: { readonly noun: string; readonly name: string } | null;
}

export function titleOf({ label, named }: Titled): Title {
  if (!named) return { names: label === '' ? [] : [{ name: label, side: null }], label: null, about: null };
  const { harvest, forecast } = named;
  // Two normal forms of one name look the same, and count as the same.
  const isOne = harvest === null || forecast === null || harvest.normalize() === forecast.normalize();
  const one = harvest ?? forecast ?? label;
  const names = isOne
    ? [{ name: one, side: null }]
    : ([
        { name: harvest, side: 'harvest' },
        { name: forecast, side: 'forecast' },
      ] as const);
  const isKnown = label === '' || label === one || label === harvest || label === forecast;
  return { names, label: isKnown ? null : label, about: aboutOf(named) };
}

function aboutOf({ client, email }: NonNullable<Titled['named']>): Title['about'] {
  if (client !== undefined) return client === null ? null : { noun: 'client ', name: client };
  return email === undefined || email === null || email === '' ? null : { noun: '', name: email };
}

/** `project:1/2 "Website" (client "Acme")`. The address comes first, so that a name never begins a line. */
export function title(of: Titled): readonly Segment[] {
  const { names, label, about } = titleOf(of);
  const all: Segment[] = [...styled('strong', escapeText(of.address))];
  names.forEach((each, index) => {
    all.push(index === 0 ? BEFORE_FIRST : BEFORE_OTHER, name(each.name), ...sidePieces(each.side));
  });
  if (label !== null) all.push(...segments`, ${name(label)} in the file`);
  if (about !== null) all.push(...aboutPieces(about));
  return all;
}

const [BEFORE_FIRST, BEFORE_OTHER] = [' ', ', '].map((text): Segment => ({ text, style: 'plain', from: 'ours' })) as [
  Segment,
  Segment,
];

function sidePieces(side: Side | null): readonly Segment[] {
  return side === null ? [] : segments` in ${escapeText(sideName(side))}`;
}

function aboutPieces({ noun, name: text }: NonNullable<Title['about']>): readonly Segment[] {
  return noun === '' ? segments` (${namePart(text)})` : segments` (${escapeText(noun)}${name(text)})`;
}
