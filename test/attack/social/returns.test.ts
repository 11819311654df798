// What a browser may bring back from Google, Facebook or X that it was not given. Nobody is asserted, and nothing but the
// right code with the right proof is ever redeemed (attack cases 31, 34, 35, 36).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run, signIn } from '../../support/oidc-strategy-run.ts';
import { buildSocial, endOf, type Standing, socialKinds, socialProfile, standing } from '../../support/social-run.ts';

type Spoil = (back: URL) => void;

const spoiled: Readonly<Record<string, Spoil>> = {
  'without state': (back) => back.searchParams.delete('state'),
  'with an empty state': (back) => back.searchParams.set('state', ''),
  'with the state of another attempt': (back) => back.searchParams.set('state', 'attempt-2.abc'),
  'with the attempt of the state and another rest': (back) => back.searchParams.set('state', 'attempt-1.abc'),
  'with the state in other letters': (back) =>
    back.searchParams.set('state', (back.searchParams.get('state') ?? '').toUpperCase()),
  'with two states': (back) => back.searchParams.append('state', 'attempt-1.abc'),
  'with two codes': (back) => back.searchParams.append('code', 'second'),
  'with the same code twice': (back) => back.searchParams.append('code', back.searchParams.get('code') ?? ''),
  'without a code': (back) => back.searchParams.delete('code'),
  'with an empty code': (back) => back.searchParams.set('code', ''),
  'with a code and an error': (back) => back.searchParams.set('error', 'access_denied'),
  'with a code and an error in the words of Facebook': (back) => back.searchParams.set('error_code', '200'),
  'with two errors': (back) => {
    back.searchParams.delete('code');
    back.search += '&error=access_denied&error=server_error';
  },
  'whose code stands in brackets': (back) => {
    back.search = back.search.replace('code=', 'code[]=');
  },
  'that is too long': (back) => back.searchParams.set('padding', 'x'.repeat(9000)),
};

describe('a return from a provider of social login', () => {
  for (const kind of socialKinds) {
    for (const [what, spoil] of Object.entries(spoiled)) {
      test(`${kind}: ${what} is refused, and its code is not redeemed`, async (t) => {
        const at = await standing(t, kind);
        assert.equal(endOf(await at.through(spoil)), 'refused/invalid');
        assert.deepEqual(at.provider.redeemed, []);
        assert.equal(at.provider.asked.length, 1, 'the provider was asked about it');
      });
    }

    test(`${kind}: with a code of somebody else’s is refused (PKCE)`, async (t) => {
      const at = await standing(t, kind);
      const [hers, his] = [await at.begin(), await at.begin()];
      const [backOfHers, backOfHis] = [
        await at.provider.authorize(hers.url.href),
        await at.provider.authorize(his.url.href),
      ];
      backOfHers.searchParams.set('code', backOfHis.searchParams.get('code') ?? '');
      assert.equal(endOf(await at.comeBack(backOfHers, hers.state)), 'refused/invalid');
      assert.deepEqual(at.provider.redeemed, []);
    });

    test(`${kind}: of a code asked for without PKCE is refused`, async (t) => {
      const at = await standing(t, kind);
      const { url, state } = await at.begin();
      const weak = new URL(url);
      weak.searchParams.set('code_challenge', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
      assert.equal(endOf(await at.comeBack(await at.provider.authorize(weak.href), state)), 'refused/invalid');
    });

    test(`${kind}: a second time with the same code is refused`, async (t) => {
      const at = await standing(t, kind);
      const { url, state } = await at.begin();
      const back = await at.provider.authorize(url.href);
      assert.equal(endOf(await at.comeBack(back, state)), 'asserted');
      assert.match(endOf(await at.comeBack(back, state)), /^refused\/(?:invalid|replayed)$/);
      assert.equal(at.provider.redeemed.length, 1);
    });

    test(`${kind}: that answers no request of ours is refused`, async (t) => {
      const at = await standing(t, kind);
      const { url } = await at.begin();
      assert.equal(endOf(await at.comeBack(await at.provider.authorize(url.href), {})), 'refused/invalid');
    });

    test(`${kind}: of a request that another profile made is refused`, async (t) => {
      const at = await standing(t, kind);
      const other = buildSocial(kind, { ...socialProfile(at.provider), id: 'other' }, at.deps);
      const { url, state } = await at.begin();
      const back = await at.provider.authorize(url.href);
      const outcome = await run(other.strategy, signIn({ phase: 'return', state }), back.pathname + back.search);
      assert.equal(endOf(outcome), 'refused/invalid');
      assert.deepEqual(at.provider.redeemed, []);
    });

    for (const error of ['constructor', '__proto__', 'x'.repeat(500), '<script>', 'no such error']) {
      test(`${kind}: with the error ${JSON.stringify(error.slice(0, 20))} ends plainly`, async (t) => {
        const outcome = await (await standing(t, kind)).through((back) => {
          back.searchParams.delete('code');
          back.searchParams.set('error', error);
        });
        assert.equal(endOf(outcome), 'refused/invalid hearsay');
        assert.ok('detail' in outcome && outcome.detail.length < 100 && !outcome.detail.includes('<'));
      });
    }
  }

  test('Google: of another issuer is refused, and its code is not redeemed (RFC 9207)', async (t) => {
    const at = await standing(t, 'google');
    for (const iss of ['https://accounts.google.com.evil.example', 'accounts.google.com', '']) {
      assert.equal(endOf(await at.through((back) => back.searchParams.set('iss', iss))), 'refused/invalid');
    }
    assert.deepEqual(at.provider.redeemed, []);
    assert.equal(endOf(await at.through((back) => back.searchParams.delete('iss'))), 'asserted');
  });

  test('of one provider is worth nothing at another', async (t) => {
    const all = await Promise.all(socialKinds.map((kind) => standing(t, kind)));
    for (const from of all) {
      for (const to of all.filter((other) => other !== from)) await mixUp(from, to);
    }
  });
});

/** A code of one provider, brought to another's callback with the state that belongs there. */
async function mixUp(from: Standing, to: Standing): Promise<void> {
  const [stolen, own] = [await from.begin(), await to.begin()];
  const back = await from.provider.authorize(stolen.url.href);
  back.searchParams.set('state', own.state['state'] ?? '');
  back.searchParams.delete('iss');
  assert.equal(endOf(await to.comeBack(back, own.state)), 'refused/invalid');
  assert.deepEqual([from.provider.redeemed, to.provider.redeemed], [[], []]);
}
