// What docs/identifiers.md shows is held to what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { presetNames } from '../../../config/identifier-presets.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { institution as institutionSchema } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';
import { generationRule, ruleFault, ruleTarget } from '../../../src/directory/generation/rule.ts';
import { checkDigits, meetsCheckDigit } from '../../../src/domain/check-digit.ts';

const manual = readFileSync(new URL('../../../docs/identifiers.md', import.meta.url), 'utf8');
const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(manual) ?? [];
const written: unknown = {
  slug: 'library',
  code: 'LIB',
  name: 'Library',
  ...(parse(yaml) as object),
  loginProfiles: [{ kind: 'password', id: 'p', label: 'P', match: { from: 'subject', to: 'any' } }],
};

describe('docs/identifiers.md', () => {
  test('has identifier types without faults', () => {
    assert.deepEqual(checkInstitution(viewInstitution(written)), []);
    assert.equal(institutionSchema.parse(written).identifierTypes.length, 5);
  });
  test('has generation rules that its types allow', () => {
    const [, json = ''] = /generation \\\n\s+'(\{[\s\S]*?\})'\n/.exec(manual) ?? [];
    const rules = Object.entries(JSON.parse(json) as Record<string, unknown>);
    assert.equal(rules.length, 2);
    for (const [type, rule] of rules) {
      const target = ruleTarget(institutionSchema.parse(written), type);
      assert.ok(target, type);
      assert.equal(ruleFault(generationRule.parse(rule), target), undefined);
    }
  });
  test('names every preset', () => {
    for (const preset of presetNames) assert.ok(manual.includes(`\`${preset}\``), preset);
  });
  test('names every check digit, with a right value', () => {
    for (const scheme of checkDigits) {
      const [, value = ''] = new RegExp(`^\\| \`${scheme}\` \\|.*\`([^\`]+)\` \\|$`, 'm').exec(manual) ?? [];
      assert.ok(meetsCheckDigit(scheme, value), `${scheme} ${value}`);
    }
  });
  test('names every key of a rule', () => {
    for (const key of Object.keys(generationRule.shape)) assert.ok(manual.includes(`| \`${key}\` |`), key);
  });
});
