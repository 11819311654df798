// How many mails and codes there may be, and that no answer tells by its time.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  address,
  askForMail,
  beginByMail,
  codeIn,
  type EmailLibrary,
  linkIn,
  otherCode,
  startEmailLibrary,
  whoIs,
} from '../support/email-login.ts';
import { fakeClock } from '../support/fakes.ts';

const minute = 60_000;
const lax = { perAddress: 100, perSource: 10_000, perInstitution: 100_000, wrongCodes: 100_000 };
const ada = { primaryIdentifier: 'ada', emails: [address('ada@uni.example')] };

async function withLibrary(
  profile: Parameters<typeof startEmailLibrary>[0],
  act: (library: EmailLibrary) => Promise<void>,
  parts: Parameters<typeof startEmailLibrary>[1] = {},
): Promise<void> {
  const library = await startEmailLibrary(profile, parts);
  try {
    await library.vestibule.seed('demo', [ada, { primaryIdentifier: 'bea', emails: [address('bea@uni.example')] }]);
    await act(library);
  } finally {
    await library.close();
  }
}

describe('mails', () => {
  test('to one address are as many an hour as the profile says, in whatever spelling, and nothing is said', async () => {
    await withLibrary({ limits: { ...lax, perAddress: 2 } }, async (library) => {
      for (const email of ['ada@uni.example', 'ADA@uni.example']) {
        const before = library.letters().length;
        await askForMail(library, email);
        await library.nextLetter(before);
      }
      const { codePage } = await askForMail(library, 'Ada@Uni.Example');
      assert.equal(codePage.status, 200);
      await library.quiet();
      assert.equal(library.letters().length, 2);
      await askForMail(library, 'bea@uni.example');
      assert.equal((await library.nextLetter(2)).to, 'bea@uni.example');
    });
  });

  test('are asked for by one source as often an hour as the profile says', async () => {
    await withLibrary({ limits: { ...lax, perSource: 3 } }, async (library) => {
      for (let asked = 0; asked < 3; asked++)
        assert.equal((await askForMail(library, `x${asked}@uni.example`)).codePage.status, 200);
      const refused = await askForMail(library, 'ada@uni.example');
      assert.equal(refused.codePage.status, 429);
      assert.match(refused.codePage.body, /Too many tries/);
    });
  });

  test('are asked for by a shared source ten times as often', async () => {
    const lockout = { sharedSources: ['127.0.0.0/8'] };
    await withLibrary(
      { limits: { ...lax, perSource: 1 } },
      async (library) => {
        for (let asked = 0; asked < 10; asked++)
          assert.equal((await askForMail(library, `x${asked}@uni.example`)).codePage.status, 200);
        assert.equal((await askForMail(library, 'ada@uni.example')).codePage.status, 429);
      },
      { lockout },
    );
  });

  test('are asked for by all together as often an hour as the profile says', async () => {
    await withLibrary({ limits: { ...lax, perInstitution: 2 } }, async (library) => {
      for (let asked = 0; asked < 2; asked++) await askForMail(library, `x${asked}@uni.example`);
      assert.equal((await askForMail(library, 'ada@uni.example')).codePage.status, 429);
    });
  });
});

describe('wrong codes', () => {
  test('past the limit of the hour shut codes off, not the link', async () => {
    await withLibrary({ limits: { ...lax, wrongCodes: 10 } }, async (library) => {
      for (const email of ['ada@uni.example', 'bea@uni.example']) {
        const before = library.letters().length;
        const { browser, codePage } = await askForMail(library, email);
        const code = codeIn(await library.nextLetter(before));
        for (let tries = 0; tries < 5; tries++) await browser.submit(codePage, { code: otherCode(code) });
      }
      const { browser, codePage } = await askForMail(library, 'ada@uni.example');
      const letter = await library.nextLetter(2);
      const answer = await browser.submit(codePage, { code: codeIn(letter) });
      assert.equal(answer.status, 429);
      assert.match(answer.body, /Open the link in the mail/);
      await browser.follow(await browser.submit(await browser.get(linkIn(letter))));
      assert.equal(await whoIs(library, browser), 'ada');
    });
  });
});

describe('time', () => {
  test('ends the code and the link after the minutes of the profile', async () => {
    const clock = fakeClock(Date.now());
    await withLibrary(
      { limits: lax, minutes: 10 },
      async (library) => {
        const { browser, codePage } = await askForMail(library, 'ada@uni.example');
        const letter = await library.nextLetter(0);
        assert.match(letter.text, /10 minutes/);
        clock.advance(10 * minute - 1000);
        assert.equal((await browser.get(linkIn(letter))).status, 200);
        clock.advance(2000);
        assert.equal((await browser.get(linkIn(letter))).status, 400);
        const late = await browser.submit(codePage, { code: codeIn(letter) });
        assert.equal(late.status, 400);
        assert.match(late.body, /no longer good/);
        assert.equal(await whoIs(library, browser), undefined);
      },
      { clock },
    );
  });

  test('of an attempt begins anew with a mail', async () => {
    const clock = fakeClock(Date.now());
    await withLibrary(
      { limits: lax },
      async (library) => {
        const { browser, page } = await beginByMail(library);
        clock.advance(25 * minute);
        const codePage = await browser.follow(await browser.submit(page, { email: 'ada@uni.example' }));
        const letter = await library.nextLetter(0);
        clock.advance(25 * minute);
        await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
        assert.equal(await whoIs(library, browser), 'ada');
      },
      { clock },
    );
  });

  test('of the answer is the same whether or not anybody has the address', async (t) => {
    await withLibrary({ limits: lax }, async (library) => {
      const tries = Array.from({ length: 200 }, (_, index) => index);
      await library.vestibule.seed(
        'demo',
        tries.map((index) => ({ primaryIdentifier: `u${index}`, emails: [address(`u${index}@uni.example`)] })),
      );
      const begun = [];
      for (let each = 0; each < 400; each++) begun.push(await beginByMail(library));
      const times: Record<'hers' | 'nobodys', number[]> = { hers: [], nobodys: [] };
      for (const index of tries) {
        // Turned around every other time: neither kind always comes after the other.
        const kinds = index % 2 === 0 ? (['hers', 'nobodys'] as const) : (['nobodys', 'hers'] as const);
        for (const kind of kinds) {
          const { browser, page }: Awaited<ReturnType<typeof beginByMail>> =
            begun.pop() ?? (await beginByMail(library));
          const started = performance.now();
          const answer = await browser.submit(page, { email: `${kind === 'hers' ? 'u' : 'x'}${index}@uni.example` });
          times[kind].push(performance.now() - started);
          assert.equal(answer.status, 303);
        }
      }
      const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length / 2] ?? 0;
      const apart = Math.abs(median(times.hers) - median(times.nobodys));
      t.diagnostic(
        `medians of 200: ${median(times.hers).toFixed(2)} ms hers, ${median(times.nobodys).toFixed(2)} ms nobody's`,
      );
      await library.quiet();
      const mailed = library.vestibule.logs.filter((line) => line.includes('"outcome":"mailed"'));
      assert.equal(mailed.length, 200, 'every one of hers was mailed meanwhile');
      assert.ok(apart < 5, `${apart.toFixed(2)} ms apart`);
    });
  });
});
