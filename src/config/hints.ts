import { quotedYaml } from '../model/invisible.ts';
import { either, pasteable } from './wording.ts';

/** Keys whose value is text: a number there lacks its quotes. */
const TEXTS = ['name', 'code', 'first_name', 'last_name', 'email', 'path', 'include'];

/** Whether the value at a path is free text. The path has keys, and `-` for an entry of a list. */
export function isText(path: readonly string[]): boolean {
  return path[0] === 'ignore' || TEXTS.includes(path.filter((step) => step !== '-').at(-1) ?? '');
}

/**
 * What to write for a number that YAML reads differently than it looks. `path`: keys, and `-` for an entry of a list.
 */
export function numberHint(written: string, path: readonly string[]): string {
  if (path[0] === 'ignore') return `write ${quotedYaml(written)} for a name, or an id in decimal digits`;
  if (isText(path)) return `write ${quotedYaml(written)}`;
  const plain = /^\+?0*([1-9]\d*)$/.exec(written)?.[1];
  return plain === undefined ? 'write it in decimal digits' : `write ${plain}`;
}

/** A number without the separators that people put between digits. Null if it is not one. */
export function plainDigits(text: string): string | null {
  const digits = text.replace(/(?<=\d)[_ ,.'\u00A0\u202F](?=\d{3}(?:\D|$))/g, '');
  return digits !== text && /^\d+$/.test(digits) ? digits : null;
}

const NO = ['false', 'no', 'off', 'n', '0', 'none', 'never', 'disabled'];
/** Words of the web apps and of other tools for the two values of a status. */
const STATUSES: { readonly [word: string]: string } = {
  ...{ inactive: 'archived', archive: 'archived', closed: 'archived', deleted: 'archived', completed: 'archived' },
  ...{ disabled: 'archived', open: 'active', enabled: 'active' },
};
const YES = ['true', 'yes', 'on', 'y', '1', 'enabled', 'always'];

/**
 * A hint for a choice: a yes or no in other words, a comment without its space, a comma or quotes that do not belong to
 * it.
 */
export function choiceHint(data: unknown, choices: readonly string[]): string | null {
  const written = String(data).trim();
  const word = written.toLowerCase();
  const off = choices.find((choice) => choice === 'off');
  if (off !== undefined && NO.includes(word)) return `write ${off}`;
  const on = choices.find((choice) => choice !== 'off');
  if (off !== undefined && choices.length === 2 && on !== undefined && YES.includes(word)) return `write ${on}`;
  const status = STATUSES[word];
  if (status !== undefined && choices.includes(status)) return `write ${status}`;
  const bare = strippedHint(written, (text) => choices.includes(text));
  return bare ?? (typeof data === 'string' ? null : `write ${either(choices)}`);
}

/** `sync# why`, `sync,`, `“sync”`: how to turn it into a valid value. Null if that is not possible. */
export function strippedHint(written: string, isRight: (text: string) => boolean): string | null {
  const uncommented = /^(.*?)\s*(#.*)$/.exec(written)?.[1];
  if (uncommented !== undefined && isRight(uncommented)) return 'put a space before the "#" of a comment';
  const shorter = written.replace(/[,;]$/, '').trim();
  if (shorter !== written && isRight(shorter)) return `write ${shorter}, without the "${written.at(-1)}"`;
  const unquoted = written.replace(/^[“”„«»‘’"'`]+|[“”„«»‘’"'`]+$/g, '');
  if (unquoted !== written && isRight(unquoted)) return `write ${unquoted}`;
  return null;
}

/** Normalizes digits and a minus from other keyboards. */
function narrow(data: string): string {
  return data.normalize('NFKC').replace(/[−–]/, '-');
}

/**
 * A hint for an id that is text: digits with separators, an address of a web page or in a plan, a comment too close to
 * it.
 */
export function idHint(data: string, side: 'harvest' | 'forecast'): string | null {
  if (/^\d+$/.test(data)) return 'write the id without quotes';
  const digits = plainDigits(data) ?? (/^\d+$/.test(narrow(data)) ? narrow(data) : null);
  if (digits !== null) return `write ${digits}`;
  const bare = strippedHint(data, (text) => /^\d+$/.test(text) || text === 'create');
  if (bare !== null) return bare;
  const noted = /^=?(\d+)(?:\s*(?:\/\/|--|\/\*|\().*)?$/.exec(data)?.[1];
  if (noted !== undefined) return data.startsWith('=') ? `write ${noted}` : `write ${noted}, and " #" before a comment`;
  const address = /^(?:[a-z]+:(?=[\d-])|(?=\d{4,}\/\d{4,}$))(\d+|-)\/(\d+|-)$/.exec(data);
  const ofAddress = address?.[side === 'harvest' ? 1 : 2];
  if (ofAddress !== undefined && ofAddress !== '-') return `write ${ofAddress}`;
  const ofPage = /^(?:https?:\/\/)?[\w.-]*[a-z][\w.-]*\/\S*?(\d+)(?:\/edit)?\/?(?:[?#]\S*)?$/i.exec(data)?.[1];
  return ofPage === undefined ? null : `write ${ofPage}`;
}

/** What YAML 1.1 reads as a number and YAML 1.2 as text, and digits of other scripts. */
const OTHER_NOTATION =
  /^(?:[-+]?0[xob][\da-f_]+|[-+]?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+|\p{Nd}+)$/iu;

/** For an entry of `ignore` that is text and looks like an id. `isPlain`: without quotes, so not clearly meant as text. */
export function ignoredIdHint(entry: string, isPlain: boolean, side: 'harvest' | 'forecast'): string | null {
  const bare = entry
    .trim()
    .replace(/\s*#\D.*$|(?<=\d)\s+#.*$/, '')
    .replace(/^(?:id\b\s*[:=]?|#)\s*(?=\d)/i, '');
  if (plainDigits(bare) === null && /^\d+(?:[\s,;]+\d+)+$/.test(bare))
    return `if you mean ids, make each an entry without quotes: ${bare.split(/[\s,;]+/).join(', ')}`;
  const id = /^\d+$/.test(bare) ? `write ${bare}` : idHint(bare, side);
  if (id !== null) return `${id} if you mean the id`;
  return isPlain && OTHER_NOTATION.test(entry) ? numberHint(entry, ['ignore']) : null;
}

/** A hint for a number that is text: a unit or a percent sign after it, a comma in it. */
export function quantityHint(data: string, key: string): string | null {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(data)?.[1];
  if (percent !== undefined && key === 'max_changed_share') return `write ${Number(percent) / 100}`;
  const decimal = /^(\d+),(\d+)\s*(?:h|hours?)?$/i.exec(data);
  if (decimal) return plainDigits(data) === null ? `write ${decimal[1]}.${decimal[2]}` : `write ${plainDigits(data)}`;
  const half = key === 'capacity' ? /^(\d+):([03]0)(?:\s*h)?$/.exec(data) : null;
  if (half) return `write ${Number(half[1]) + (half[2] === '30' ? 0.5 : 0)}`;
  // `1k` is not 1, and `90m` are not 90 hours.
  const unit = /^(\d+(?:\.\d+)?)\s*(?![km]|min)[a-z]+$/i.exec(data)?.[1];
  if (unit !== undefined) return `write ${unit}`;
  if (/^\d+(?:\.\d+)?$/.test(data)) return 'write it without quotes';
  const digits = plainDigits(data);
  return digits === null ? strippedHint(data, (text) => /^\d+(?:\.\d+)?$/.test(text)) : `write ${digits}`;
}

/** A hint with the text in quotes, as the file should have it. */
export function textHint(written: string): string {
  const text = pasteable(written);
  return text === null ? 'put it in quotes' : `write ${text}`;
}
