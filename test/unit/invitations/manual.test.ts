// docs/invitations.md says what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { checkInstitution } from '../../../config/rules.ts';
import { institution } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';
import { commands } from '../../../src/cli/index.ts';
import { attachableProfiles } from '../../../src/directory/invitations/attachable.ts';
import { letterValues } from '../../../src/domain/letter.ts';

const manual = readFileSync(new URL('../../../docs/invitations.md', import.meta.url), 'utf8');

describe('docs/invitations.md', () => {
  test('has a configuration without faults, of which something can be attached', () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(manual)?.[1] ?? '';
    const data = { slug: 'library', code: 'LIB', name: 'Library', ...(parse(yaml) as object) };
    assert.deepEqual(checkInstitution(viewInstitution(data)), []);
    const config = institution.parse(data);
    assert.equal(attachableProfiles(config).length, 1);
    assert.deepEqual(config.invitations, institution.parse({ ...data, invitations: {} }).invitations, 'the defaults');
  });

  test('names commands and options that there are', () => {
    for (const [, line = ''] of manual.matchAll(/vestibule (invitations [a-z]+[^`\n]*)/g)) {
      const command = commands.find(({ name }) => line.startsWith(name)) ?? assert.fail(line);
      for (const [, option = ''] of line.matchAll(/--([a-z-]+)/g)) assert.ok(option in command.options, line);
    }
    for (const { name } of commands) if (name.startsWith('invitations ')) assert.ok(manual.includes(name), name);
  });

  test('names every place of the letters', () => {
    for (const kind of ['invitation', 'method-attached', 'method-detached'] as const) {
      const row = manual.split('\n').find((line) => line.includes(`\`${kind}\``) && line.includes('{')) ?? '';
      for (const value of letterValues[kind]) assert.ok(row.includes(`\`{${value}}\``), `${kind}: ${value}`);
    }
  });
});
