// What a page costs a person on a slow line: everything it loads, before any compression.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { messageLanguages, translatorFor } from '../../../src/web/messages.ts';
import { sampleFrame, samplePages } from '../../support/sample-pages.ts';

const most = 40_000;

/** The document, and what it names: style, scripts, icon. */
function weightOf(document: string): number {
  const assets = [...document.matchAll(/"\/assets\/([\w-]+)\.[\w-]{12}(\.\w+)"/g)].map(
    ([, name, ending]) => `${name}${ending}`,
  );
  const loaded = [...new Set(assets)].map((name) =>
    readFileSync(new URL(`../../../src/web/assets/${name}`, import.meta.url)),
  );
  return loaded.reduce((sum, { byteLength }) => sum + byteLength, Buffer.byteLength(document));
}

describe('with its style, scripts and icon, uncompressed, every page weighs under 40 KB', () => {
  for (const language of messageLanguages) {
    test(`in ${language}`, () => {
      const pages = samplePages(sampleFrame(language), translatorFor(language));
      const heavy = Object.entries(pages).map(([name, page]) => ({ name, weight: weightOf(page) }));
      assert.deepEqual(
        heavy.filter(({ weight }) => weight >= most),
        [],
      );
      assert.ok(
        heavy.every(({ weight }) => weight > 8000),
        'the style sheet is counted',
      );
    });
  }
});
