// What stands after a change of an identifier, in one line.
import { printable } from '../directory/characters.ts';
import type { HeldIdentifier } from '../domain/ports/changes.ts';
import { momentIn } from './moment.ts';

/** Ends with a line end. */
export function changeLine(primaryIdentifier: string, ...facts: readonly string[]): string {
  return `${printable(`${primaryIdentifier}: ${facts.join('; ')}`)}\n`;
}

/** `BARCODE 29301 active, internal (note)`; a retired value says until when nobody else gets it. */
export function identifierFact(
  { type, value, status, segment, note, holdUntil }: HeldIdentifier,
  timeZone: string,
): string {
  const until = status === 'retired' && holdUntil !== undefined ? ` until ${momentIn(timeZone, holdUntil)}` : '';
  return `${type} ${value} ${status}${until}, ${segment}${note === undefined ? '' : ` (${note})`}`;
}
