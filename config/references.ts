// `${env:NAME}` and `${file:path}`: how secrets, and texts that are kept in files of their own, come in.
import { dirname, isAbsolute, resolve } from 'node:path';
import { VestibuleError } from '../src/domain/errors.ts';
import type { SecretReference, Secrets } from '../src/domain/ports/secrets.ts';

/** What references are resolved with. `readFile` gives UTF-8 text or throws as `node:fs` does. */
export interface ReferenceSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

const form = /^\$\{(env|file):(.+)\}$/;

export interface ParsedReference {
  readonly type: 'env' | 'file';
  readonly name: string;
}

export function parseReference(text: string): ParsedReference | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  return { type: found[1] === 'env' ? 'env' : 'file', name: found[2] ?? '' };
}

/** The same reference with its path made absolute: a path is relative to the file it stands in. */
export function rebase(text: string, file: string): string {
  const reference = parseReference(text);
  if (reference?.type !== 'file' || isAbsolute(reference.name)) return text;
  return `\${file:${resolve(dirname(file), reference.name)}}`;
}

export type Resolved =
  | { readonly type: 'resolved'; readonly value: string }
  /** What is wrong, never with the value in it. */
  | { readonly type: 'failed'; readonly message: string };

/** Of a file without the line end that editors and `echo` leave at its end. */
export function resolveReference(reference: ParsedReference, sources: ReferenceSources): Resolved {
  const { type, name } = reference;
  if (type === 'env') {
    const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    if (value === undefined) return failed(`the environment variable ${name} is not set`);
    return value === '' ? failed(`the environment variable ${name} is empty`) : { type: 'resolved', value };
  }
  try {
    const value = sources.readFile(name).replace(/\r?\n$/, '');
    return value.trim() === '' ? failed(`the file ${name} is empty`) : { type: 'resolved', value };
  } catch (error) {
    return failed(fileTrouble(name, error));
  }
}

/** Why a file could not be read, in words. */
export function fileTrouble(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no file ${path}`;
  if (code === 'EACCES' || code === 'EPERM') return `the file ${path} may not be read by this user`;
  if (code === 'EISDIR') return `${path} is a directory, not a file`;
  return `the file ${path} cannot be read (${code})`;
}

function failed(message: string): Resolved {
  return { type: 'failed', message };
}

export function createSecrets(sources: ReferenceSources): Secrets {
  return {
    read(reference: SecretReference): string {
      const parsed = parseReference(reference);
      if (parsed === undefined) throw new VestibuleError('VST_CONFIG_INVALID', 'A secret is not given by reference.');
      const resolved = resolveReference(parsed, sources);
      if (resolved.type === 'resolved') return resolved.value;
      throw new VestibuleError('VST_CONFIG_INVALID', `A secret cannot be read: ${resolved.message}.`);
    },
  };
}
