// A secret from standard input: typed without echo, twice, where a person sits there; else the one line that is piped in.
// It never stands among the arguments, which other users of the machine and the shell's history see.
import { StringDecoder } from 'node:string_decoder';

export interface SecretSource {
  readonly stdin: AsyncIterable<Buffer> & {
    readonly isTTY?: boolean | undefined;
    setRawMode?(isRaw: boolean): unknown;
  };
  /** Where a person is asked. */
  readonly say: (text: string) => void;
}

export type SecretRead =
  | { readonly type: 'secret'; readonly secret: string }
  /** `reason`: the end of a sentence that begins with what was asked for. */
  | { readonly type: 'none'; readonly reason: string };

const bytesMax = 8192;

/** @param what as in "New password" */
export async function readSecret(source: SecretSource, what: string): Promise<SecretRead> {
  return source.stdin.isTTY === true ? typed(source, what) : piped(source.stdin);
}

async function piped(stdin: AsyncIterable<Buffer>): Promise<SecretRead> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) return none('is longer than one line can be');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    const line = text.replace(/\r?\n$/, '');
    if (line === '') return none('was not given');
    return /[\r\n]/.test(line) ? none('has more than one line') : { type: 'secret', secret: line };
  } catch {
    return none('is not written in UTF-8');
  }
}

async function typed({ stdin, say }: SecretSource, what: string): Promise<SecretRead> {
  stdin.setRawMode?.(true);
  const keys = keysOf(stdin);
  try {
    say(`${what}: `);
    const first = await lineOf(keys);
    if (first === undefined || first === '') return none('was not given');
    say(`\n${what}, again: `);
    const second = await lineOf(keys);
    return first === second ? { type: 'secret', secret: first } : none('was typed in two ways');
  } finally {
    stdin.setRawMode?.(false);
    // Or the process would wait for more.
    await keys.return(undefined);
    say('\n');
  }
}

async function* keysOf(stdin: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of stdin) yield* decoder.write(chunk);
}

const [interrupt, end, backspace, erase] = ['\u0003', '\u0004', '\b', '\u007f'];

/** @returns undefined when she gave up */
async function lineOf(keys: AsyncGenerator<string>): Promise<string | undefined> {
  const line: string[] = [];
  for (;;) {
    const { done, value: key } = await keys.next();
    if (done === true || key === interrupt) return undefined;
    if (key === '\r' || key === '\n' || key === end) return line.join('');
    if (key === backspace || key === erase) line.pop();
    else if (key >= ' ') line.push(key);
  }
}

function none(reason: string): SecretRead {
  return { type: 'none', reason };
}
