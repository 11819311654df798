import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seek } from '../../../src/login/seeking.ts';

const profile = (id: string, label: Readonly<Record<string, string>>, domains?: string[]) => ({
  config: { id, label, hint: undefined, domains },
});

const all = [
  profile('wuerzburg', { de: 'Universität Würzburg', en: 'University of Würzburg' }),
  profile('lodz', { und: 'Politechnika Łódzka' }, ['p.lodz.pl']),
  profile('athens', { el: 'Πανεπιστήμιο Αθηνών' }),
  profile('gross', { de: 'Straßenbau-Akademie' }),
];

const found = (typed: string) => seek(all, typed).map(({ config }) => config.id);

describe('seeking a way in', () => {
  for (const [typed, expected] of [
    ['', ['wuerzburg', 'lodz', 'athens', 'gross']],
    ['wurzburg', ['wuerzburg']],
    ['WÜRZBURG', ['wuerzburg']],
    ['University Würz', ['wuerzburg']],
    ['łódz', ['lodz']],
    ['lodzka', ['lodz']],
    ['p.lodz.pl', ['lodz']],
    ['αθηνων', ['athens']],
    ['strassenbau akademie', ['gross']],
    ['würzburg athen', []],
    ['   ', ['wuerzburg', 'lodz', 'athens', 'gross']],
    ['.*', ['wuerzburg', 'lodz', 'athens', 'gross']],
  ] as const) {
    test(`"${typed}" finds ${expected.length === 0 ? 'nothing' : expected.join(', ')}`, () => {
      assert.deepEqual(found(typed), expected);
    });
  }

  test('reads no more of what is typed than a name has', () => {
    assert.deepEqual(found(`wurzburg ${'x'.repeat(100_000)}`), []);
    assert.deepEqual(found(`wurzburg${' '.repeat(200)}nowhere`), ['wuerzburg']);
  });
});
