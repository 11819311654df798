import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSecret } from '../../../src/cli/passwords-input.ts';

async function* chunksOf(chunks: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk as string);
}

const piped = (...chunks: readonly (string | Buffer)[]) =>
  readSecret({ stdin: chunksOf(chunks), say: () => assert.fail('nobody sits there') }, 'Password');

async function typed(...chunks: readonly (string | Buffer)[]) {
  const said: string[] = [];
  const raw: boolean[] = [];
  const stdin = Object.assign(chunksOf(chunks), { isTTY: true, setRawMode: (on: boolean) => void raw.push(on) });
  const read = await readSecret({ stdin, say: (text) => void said.push(text) }, 'Password');
  return { read, said: said.join(''), raw };
}

const secret = (text: string) => ({ type: 'secret', secret: text });

describe('a secret that is piped in', () => {
  test('is the one line, without its end and with its blanks', async () => {
    assert.deepEqual(await piped('correct ', 'horse \n'), secret('correct horse '));
    assert.deepEqual(await piped('correct horse\r\n'), secret('correct horse'));
    assert.deepEqual(await piped(Buffer.from('Grü'), Buffer.from('ße')), secret('Grüße'));
  });

  test('is none when it is empty, several lines, endless or not UTF-8', async () => {
    assert.deepEqual(await piped(), { type: 'none', reason: 'was not given' });
    assert.deepEqual(await piped('\n'), { type: 'none', reason: 'was not given' });
    assert.deepEqual(await piped('a\nb\n'), { type: 'none', reason: 'has more than one line' });
    assert.deepEqual(await piped('x'.repeat(9000)), { type: 'none', reason: 'is longer than one line can be' });
    assert.deepEqual(await piped(Buffer.from([0x66, 0xfc])), { type: 'none', reason: 'is not written in UTF-8' });
  });
});

describe('a secret that is typed', () => {
  test('is asked for twice and not shown', async () => {
    const { read, said, raw } = await typed('corr', 'ect\rcorrect\r');
    assert.deepEqual(read, secret('correct'));
    assert.equal(said, 'Password: \nPassword, again: \n');
    assert.deepEqual(raw, [true, false]);
  });

  test('can be mended, letter by letter', async () => {
    const umlaut = Buffer.from('ü');
    const { read } = await typed('grx\u007f', umlaut.subarray(0, 1), umlaut.subarray(1), '😀\b\rgrü\n');
    assert.deepEqual(read, secret('grü'));
  });

  test('is none when the two differ, when she stops, and when the terminal goes', async () => {
    assert.deepEqual((await typed('one\rtwo\r')).read, { type: 'none', reason: 'was typed in two ways' });
    const stopped = await typed('one\u0003');
    assert.deepEqual([stopped.read, stopped.raw], [{ type: 'none', reason: 'was not given' }, [true, false]]);
    assert.deepEqual((await typed('one')).read, { type: 'none', reason: 'was not given' });
  });
});
