// The rows of a report on rejected records, as CSV that a spreadsheet opens without running anything.
import type { Rejection } from './rejection.ts';

export const rejectionHeader = csvRow(['record', 'line', 'primaryIdentifier', 'code', 'reason']);

export function rejectionRow({ record, line, primaryIdentifier = '', code, reason }: Rejection): string {
  return csvRow([String(record), String(line), primaryIdentifier, code, reason]);
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe; quotes alone do not stop it. */
function csvCell(text: string): string {
  const harmless = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",;\t\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
