// Why a file cannot be read or written, in words.
import { fileTrouble } from '../../config/references.ts';

const code = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** A sentence without its full stop. */
export function readingTrouble(file: string, error: unknown): string {
  const text = fileTrouble(file, error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function writingTrouble(file: string, error: unknown): string {
  if (code(error) === 'EEXIST') return `There is a file ${file} already: it is not written over`;
  if (code(error) === 'ENOENT') return `There is no directory for ${file}`;
  if (code(error) === 'ENOSPC') return `There is no room left for ${file}`;
  return `The file ${file} cannot be written (${code(error) ?? 'unknown'})`;
}
