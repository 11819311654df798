// docs/bulk-work.md says what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { identifiersBulk } from '../../../src/cli/identifiers-bulk-command.ts';
import { identifiersRefold } from '../../../src/cli/identifiers-refold-command.ts';
import { identifiersRelink } from '../../../src/cli/identifiers-relink-command.ts';
import { identifiersReport } from '../../../src/cli/identifiers-report-command.ts';
import { undo } from '../../../src/cli/undo-command.ts';
import { usersMerge } from '../../../src/cli/users-merge-command.ts';
import { usersSplit } from '../../../src/cli/users-split-command.ts';
import { actionKinds, bulkActions } from '../../../src/directory/bulk/row-actions.ts';
import { mergeSegments } from '../../../src/directory/merging/segments.ts';

const manual = readFileSync(new URL('../../../docs/bulk-work.md', import.meta.url), 'utf8');
const ticked = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

describe('docs/bulk-work.md', () => {
  for (const action of bulkActions) {
    test(`names the columns of ${action}`, () => {
      const { required, optional } = actionKinds[action];
      assert.ok(manual.includes(`| \`${action}\` | ${ticked(required)} | ${ticked(optional)} |`));
    });
  }

  for (const { name } of [
    usersMerge,
    usersSplit,
    undo,
    identifiersBulk,
    identifiersRelink,
    identifiersRefold,
    identifiersReport,
  ]) {
    test(`shows ${name}`, () => assert.ok(manual.includes(`    vestibule ${name} --institution SLUG`)));
  }

  test('names every option of a merge, and every part', () => {
    const own = Object.keys(usersMerge.options).filter((name) => !['config', 'institution', 'as'].includes(name));
    assert.deepEqual(
      own.filter((name) => !manual.includes(`--${name}`)),
      [],
    );
    assert.deepEqual(
      mergeSegments.filter((segment) => !manual.includes(segment)),
      [],
    );
  });
});
