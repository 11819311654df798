// Debian's Chromium, driven by playwright-core, which brings no browser of its own.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why tests in a browser are skipped here; undefined when they can run. */
export const chromiumMissing = existsSync(executablePath)
  ? undefined
  : `${executablePath} is not installed (Debian package chromium)`;

/** A headless browser that calls nobody by itself. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      // Chromium refuses its sandbox to root, as which CI runs; it opens nothing but pages of this test.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
