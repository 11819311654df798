import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { VestibuleError } from '../domain/errors.ts';
import type { Random } from '../domain/ports/random.ts';
import type { SecretReference, Secrets } from '../domain/ports/secrets.ts';

const keyBytesMin = 32;
const howToMake = 'Make one with: openssl rand -base64 32';

/**
 * The installation's master key, given as hex or base64 (either alphabet).
 *
 * @throws VestibuleError VST_CONFIG_INVALID when it is not there, not encoded or shorter than 32 bytes; never with the
 *   key in its text
 */
export function readMasterKey(secrets: Secrets, reference: SecretReference): Buffer {
  return decodeMasterKey(secrets.read(reference));
}

/**
 * The demo's own master key: a file of mode 0600 in its data directory, made by the first of any number of processes
 * that ask for it.
 */
export function ensureDemoMasterKey(directory: string, random: Random): Buffer {
  const file = join(directory, 'master.key');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return readDemoKey(file) ?? writeDemoKey(file, random);
}

function readDemoKey(file: string): Buffer | undefined {
  try {
    return decodeMasterKey(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function writeDemoKey(file: string, random: Random): Buffer {
  // Written whole under another name and then linked: nobody ever reads half a key, and the second link fails.
  const draft = `${file}.${random.token(8)}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${Buffer.from(random.bytes(keyBytesMin)).toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  return decodeMasterKey(readFileSync(file, 'utf8'));
}

function decodeMasterKey(written: string): Buffer {
  const text = written.trim();
  const key = decode(text);
  if (key === undefined) {
    throw new VestibuleError('VST_CONFIG_INVALID', `The master key is neither hex nor base64. ${howToMake}`);
  }
  if (key.length < keyBytesMin) {
    throw new VestibuleError(
      'VST_CONFIG_INVALID',
      `The master key has ${key.length} bytes; at least ${keyBytesMin} are needed. ${howToMake}`,
    );
  }
  return key;
}

function decode(text: string): Buffer | undefined {
  // Hex is tried first: every hex text of even length is base64 text as well, and nobody means that.
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1) {
    return Buffer.from(text, 'base64');
  }
  return undefined;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
