// A clock that is set back an hour and forward a day, in the middle of everything.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { type FakeClock, fakeClock } from '../support/fakes.ts';
import { hours, isSignedIn, minutes, password, readers, typed } from '../support/faults-library.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

async function house(t: TestContext): Promise<{ clock: FakeClock; vestibule: RunningVestibule }> {
  const clock = fakeClock();
  const lockout = { tries: 3, minutes: 30, slowAfter: 1000 };
  const session = { idleMinutes: 60, absoluteHours: 10 };
  const vestibule = await startVestibule({ clock, institutions: () => [libraryOf({ lockout, session })] });
  t.after(() => {
    const broken = vestibule.logs.filter((line) => /"status":500/.test(line));
    return vestibule.close().then(() => assert.deepEqual(broken, []));
  });
  await vestibule.seed('demo', readers(1));
  return { clock, vestibule };
}

describe('an attempt', () => {
  test('goes through when the clock was set back an hour meanwhile', async (t) => {
    const { clock, vestibule } = await house(t);
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${vestibule.url}/demo/login/library`));
    clock.advance(-hours(1));
    assert.equal((await browser.submit(form, { username: 'p0000', password })).status, 303);
    assert.equal(await isSignedIn(vestibule, browser), true);
  });

  test('is over when the clock was set forward a day, and stays over when it is set back', async (t) => {
    const { clock, vestibule } = await house(t);
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${vestibule.url}/demo/login/library`));
    clock.advance(hours(24));
    assert.equal((await browser.submit(form, { username: 'p0000', password })).status, 400);
    clock.advance(-hours(24));
    assert.equal((await browser.submit(form, { username: 'p0000', password })).status, 400);
    assert.equal(await isSignedIn(vestibule, browser), false);
  });

  test('does not live longer because the clock was set back', async (t) => {
    const { clock, vestibule } = await house(t);
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${vestibule.url}/demo/login/library`));
    clock.advance(-hours(1));
    await browser.get(`${vestibule.url}/demo/me`);
    await openBrowser().get(`${vestibule.url}/demo/login`);
    clock.advance(minutes(31));
    assert.equal((await browser.submit(form, { username: 'p0000', password })).status, 400);
  });
});

describe('a session', () => {
  test('stands when the clock was set back, and ends by its absolute limit though it is used all the time', async (t) => {
    const { clock, vestibule } = await house(t);
    const { browser } = await typed(vestibule, 'p0000');
    clock.advance(-hours(1));
    let lastedMs = 0;
    while (await isSignedIn(vestibule, browser)) {
      clock.advance(minutes(20));
      lastedMs += minutes(20);
      assert.ok(lastedMs <= hours(10) + minutes(20), 'it lasts longer than it may');
    }
    assert.ok(lastedMs >= hours(9));
  });

  test('is over when it idled too long, though the clock was set back', async (t) => {
    const { clock, vestibule } = await house(t);
    const { browser } = await typed(vestibule, 'p0000');
    clock.advance(-hours(1));
    assert.equal(await isSignedIn(vestibule, browser), true);
    clock.advance(minutes(61));
    assert.equal(await isSignedIn(vestibule, browser), false);
  });

  test('is over when the clock was set forward a day, and does not come to life when it is set back', async (t) => {
    const { clock, vestibule } = await house(t);
    const { browser } = await typed(vestibule, 'p0000');
    clock.advance(hours(24));
    assert.equal(await isSignedIn(vestibule, browser), false);
    clock.advance(-hours(24));
    assert.equal(await isSignedIn(vestibule, browser), false);
  });
});

describe('a lock-out', () => {
  async function locked(t: TestContext) {
    const at = await house(t);
    for (let count = 0; count < 3; count++)
      assert.equal((await typed(at.vestibule, 'p0000', 'wrong')).answer.status, 401);
    assert.equal((await typed(at.vestibule, 'p0000')).answer.status, 401);
    return at;
  }

  test('stands when the clock was set back, and ends after its minutes all the same', async (t) => {
    const { clock, vestibule } = await locked(t);
    clock.advance(-hours(1));
    assert.equal((await typed(vestibule, 'p0000')).answer.status, 401);
    clock.advance(minutes(29));
    assert.equal((await typed(vestibule, 'p0000')).answer.status, 401);
    clock.advance(minutes(2));
    assert.equal((await typed(vestibule, 'p0000')).answer.status, 303);
  });

  test('is over when the clock was set forward a day, and no right password is refused after it is set back', async (t) => {
    const { clock, vestibule } = await locked(t);
    clock.advance(hours(24));
    assert.equal((await typed(vestibule, 'p0000')).answer.status, 303);
    clock.advance(-hours(24));
    assert.equal((await typed(vestibule, 'p0000')).answer.status, 303);
  });
});
