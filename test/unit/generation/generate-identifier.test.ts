import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { generateIdentifier } from '../../../src/directory/generation/generate-identifier.ts';
import { openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

async function opened(
  t: TestContext,
  settings: Readonly<Record<string, unknown>>,
  config: Partial<InstitutionInput> = {},
): Promise<TestDirectory> {
  const held = await openTestDirectory({ config });
  t.after(() => held.close());
  const { directory } = held;
  await directory.settings.write(directory.institution.slug, 0, settings, operator.actor);
  return held;
}

const sequence = { primary: { prefix: 'P', length: 5, order: 'sequence', from: 7 } };

describe('generating an identifier', () => {
  test('gives the numbers of a sequence one after the other, from the first', async (t) => {
    const { directory } = await opened(t, { generation: sequence });
    assert.equal(await generateIdentifier(directory, 'primary'), 'P0007');
    assert.equal(await generateIdentifier(directory, 'primary'), 'P0008');
  });
  test('passes over what somebody has, whatever its type and case', async (t) => {
    const { directory, seed } = await opened(t, { generation: sequence });
    await seed({ primaryIdentifier: 'p0007', identifiers: [{ type: 'BARCODE', value: 'P0008' }] });
    assert.equal(await generateIdentifier(directory, 'primary'), 'P0009');
  });
  test('gives up after many that are in use, and says what to do', async (t) => {
    const { directory, seed } = await opened(t, { generation: { primary: { length: 3, order: 'sequence', from: 1 } } });
    const identifiers = Array.from({ length: 210 }, (_, index) => ({
      type: 'BARCODE',
      value: String(index + 1).padStart(3, '0'),
    }));
    await seed({ primaryIdentifier: 'x', identifiers });
    await assert.rejects(generateIdentifier(directory, 'primary'), {
      code: 'VST_GENERATION_FAILED',
      message: /values are in use\. Set its next number/,
    });
  });
  test('ends with the last number that fits', async (t) => {
    const { directory } = await opened(t, { generation: { primary: { length: 2, order: 'sequence', from: 99 } } });
    assert.equal(await generateIdentifier(directory, 'primary'), '99');
    await assert.rejects(generateIdentifier(directory, 'primary'), {
      code: 'VST_GENERATION_FAILED',
      message: /at its end/,
    });
  });
  test('finds a free value by chance', async (t) => {
    const { directory } = await opened(t, {
      generation: { BARCODE: { length: 8, alphabet: 'unambiguous', order: 'random' } },
    });
    const values = await Promise.all(Array.from({ length: 20 }, () => generateIdentifier(directory, 'BARCODE')));
    assert.equal(new Set(values).size, 20);
    for (const value of values) assert.match(value, /^[2346789BCDFGHJKMPQRTVWXY]{8}$/);
  });
  test('meets the check digit of its type', async (t) => {
    const { directory } = await opened(
      t,
      { generation: { BARCODE: { prefix: '33191', length: 14, order: 'sequence', from: 10_586 } } },
      { identifierTypes: [{ code: 'BARCODE', preset: 'barcode', checkDigit: 'codabar-mod10' }] },
    );
    assert.equal(await generateIdentifier(directory, 'BARCODE'), '33191000105864');
  });
  test('needs a rule', async (t) => {
    const { directory } = await opened(t, {});
    await assert.rejects(generateIdentifier(directory, 'primary'), {
      code: 'VST_GENERATION_FAILED',
      message: /no rule/,
    });
  });
  test('refuses a rule that the pattern set meanwhile does not allow', async (t) => {
    const primaryIdentifierPattern = { pattern: '\\d+', message: 'Digits' };
    const { directory } = await opened(t, { generation: sequence, primaryIdentifierPattern });
    await assert.rejects(generateIdentifier(directory, 'primary'), { code: 'VST_GENERATION_FAILED', message: /form/ });
  });
});
