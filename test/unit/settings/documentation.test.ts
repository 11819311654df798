// docs/roles-and-settings.md says what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { institution } from '../../../config/schema.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { actions, roleOf, roles, rolesThatMay } from '../../../src/directory/permissions.ts';
import { checkRules } from '../../../src/directory/settings/check-rules.ts';
import { checkAgainstTypes } from '../../../src/directory/settings/check-types.ts';
import { identifier1, mandatoryFields } from '../../../src/directory/settings/mandatory.ts';
import { readSettingValues } from '../../../src/directory/settings/read-setting.ts';
import { settingNames } from '../../../src/directory/settings/schema.ts';
import { libraryOf } from '../../support/institutions.ts';

const manual = readFileSync(new URL('../../../docs/roles-and-settings.md', import.meta.url), 'utf8');

function cellsUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = manual.split(`## ${heading}\n`);
  const [table = ''] = /\n\|[^]*?\n(?!\|)/.exec(section) ?? [];
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

const bare = (cell: string | undefined) => cell?.replaceAll('`', '') ?? '';

describe('the manual of roles and settings', () => {
  test('has every role, with its number in Alma', () => {
    const rows = cellsUnder('Roles');
    assert.deepEqual(
      rows.map(([name]) => bare(name)),
      roles,
    );
    for (const [name, number] of rows) assert.equal(roleOf(bare(number)), bare(name));
  });

  test('has the table of who may do what, cell by cell', () => {
    const rows = cellsUnder('Who may do what');
    assert.deepEqual(
      rows.map((cells) => bare(cells.at(-1))),
      actions,
    );
    for (const [index, action] of actions.entries()) {
      const allowed = roles.map((role) => (rolesThatMay(action).includes(role) ? 'yes' : '–'));
      assert.deepEqual(rows[index]?.slice(1, -1), allowed, action);
    }
  });

  test('has every setting, with an example that would be taken', () => {
    const [, section = ''] = manual.split('\n## Settings\n');
    const [settings = ''] = section.split('\n## ');
    const parts = settings.split('\n### ').slice(1);
    assert.deepEqual(
      parts.map((part) => bare(part.split('\n')[0])),
      settingNames,
    );
    const config = institution.parse(libraryOf({}));
    for (const [index, part] of parts.entries()) {
      const [, example = ''] = /```json\n([^]*?)\n```/.exec(part) ?? [];
      const changes = { [settingNames[index] ?? '']: JSON.parse(example) };
      checkAgainstTypes({ rules: identifierRules(config) }, readSettingValues(changes));
      checkRules({ institution: config }, {}, changes);
    }
  });

  test('names every field that can be mandatory', () => {
    const [, section = ''] = manual.split('### `mandatory`');
    for (const field of [...mandatoryFields, identifier1]) assert.ok(section.includes(`\`${field}\``), field);
  });
});
