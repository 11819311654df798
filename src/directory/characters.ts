// Which characters a record may hold. What cannot be seen, or changes how the rest is seen, is refused at entry.
import { identifierValueMax } from '../domain/identifier.ts';

/** Control, format and other invisible characters, line and paragraph separators, half surrogates, unassigned and
 * private code points: two values that look alike must not be two keys, and a newer Unicode must not move a key. */
const unfitForIdentifier = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}]/u;

/** Names keep the joiners that Persian and Indic scripts need; nothing may turn the direction of what follows. */
const unfitForLine = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const unfitForText = /[\p{Cs}\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u;

/** What is wrong with a trimmed identifier value, as the end of a sentence that begins with its place. */
export function identifierValueFault(value: string): string | undefined {
  if (value === '') return 'is empty';
  if (codePointCount(value) > identifierValueMax) return `is longer than ${identifierValueMax} characters`;
  const unfit = unfitForIdentifier.exec(value)?.[0];
  return unfit === undefined ? undefined : `holds the invisible or unknown character ${codePointName(unfit)}`;
}

/** What is wrong with one line of text: a name, a code, an address. */
export function lineFault(text: string): string | undefined {
  const unfit = unfitForLine.exec(text)?.[0];
  return unfit === undefined ? undefined : `holds the control character ${codePointName(unfit)}`;
}

/** What is wrong with a text that may have several lines. */
export function textFault(text: string): string | undefined {
  const unfit = unfitForText.exec(text)?.[0];
  return unfit === undefined ? undefined : `holds the control character ${codePointName(unfit)}`;
}

export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Text from a file as it may be shown on a terminal: nothing in it moves the cursor or turns the direction. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `<${codePointName(character)}>`);
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
