// People whose library password lives at another system sign in with it, over real HTTP and real stores.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { ines, otto, profiles } from '../support/library-system-run.ts';
import {
  almaScript,
  kohaScript,
  paiaScript,
  type RestStandIn,
  type SipStandIn,
  sipScript,
  startRest,
  startSip,
} from '../support/library-systems.ts';
import { referenceOf } from '../support/reference.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const slugs = ['alma', 'koha', 'paia', 'sip2'] as const;
type Slug = (typeof slugs)[number];
const patrons = [ines, otto];
/** Known there and not here. */
const stranger = { name: 'stranger', barcode: '29399', password: 'right pw' };
const everybody = [...patrons, stranger];

let rest: Record<'alma' | 'koha' | 'paia', RestStandIn>;
let sip: SipStandIn;
let vestibule: RunningVestibule;

before(async () => {
  const [alma, koha, paia] = await Promise.all([
    startRest(almaScript(everybody)),
    startRest(kohaScript(everybody)),
    startRest(paiaScript(everybody)),
  ]);
  rest = { alma, koha, paia };
  sip = await startSip(sipScript(everybody));
  const barcode = { from: { attribute: 'barcode' }, to: 'BARCODE' };
  const subject = { from: 'subject' as const, to: 'BARCODE' };
  const keep = { keepPassword: true, timeoutSeconds: 2 };
  vestibule = await startVestibule({
    institutions: () => [
      institution('alma', profiles.alma(alma.url, { ...keep, match: barcode })),
      institution('koha', profiles.koha(koha.url, { ...keep, match: subject })),
      institution('paia', profiles.paia(paia.url, { ...keep, match: subject })),
      institution('sip2', profiles.sip2(sip.port, { ...keep, match: subject })),
      institution('bare', profiles.alma(alma.url, { match: barcode })),
    ],
    secrets: { KEY: 'key', SECRET: 'secret' },
  });
  for (const slug of [...slugs, 'bare']) {
    const external = { accountType: 'external', owningSystem: 'SIS', recordType: 'public' } as const;
    await vestibule.seed(slug, [
      {
        ...external,
        institution: slug,
        primaryIdentifier: 'p-ines',
        identifiers: [{ type: 'BARCODE', value: ines.barcode }],
      },
      // Her value under a type that no profile here names.
      {
        ...external,
        institution: slug,
        primaryIdentifier: 'p-other',
        identifiers: [{ type: 'STUDENT_NO', value: otto.barcode }],
      },
    ]);
  }
});

after(async () => {
  await vestibule.close();
  await Promise.all([sip, ...Object.values(rest)].map((one) => one.close()));
});

function institution(slug: string, profile: object): InstitutionInput {
  return libraryOf({
    slug,
    code: slug.toUpperCase(),
    loginProfiles: [profile as InstitutionInput['loginProfiles'][number]],
    fallback: { whenUnreachable: true },
  });
}

async function signIn(slug: string, username: string, password: string) {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/${slug}/login`));
  const answer = await browser.submit(page, { username, password });
  const code = referenceOf(answer.body);
  const trace = code === undefined ? undefined : await vestibule.parts.store.journal.anyTrace(code);
  const me = await browser.get(`${vestibule.url}/${slug}/me`, { accept: 'application/json' });
  const told = JSON.parse(me.body) as Record<string, unknown>;
  return { answer, trace, who: told['signedIn'] === true ? told['primaryIdentifier'] : undefined };
}

/** The system does not answer any more, until it is brought back. */
function away(slug: Slug): () => void {
  if (slug === 'sip2') {
    sip.behave(() => 'reset');
    return () => sip.behave(sipScript(everybody));
  }
  const scripts = { alma: almaScript, koha: kohaScript, paia: paiaScript };
  rest[slug].behave(() => 'reset');
  return () => rest[slug].behave(scripts[slug](everybody));
}

for (const slug of slugs) {
  describe(`a password that lives at ${slug}`, () => {
    test('signs the right person in, through her barcode', async () => {
      const { answer, who } = await signIn(slug, ines.barcode, ines.password);
      assert.equal(answer.status, 303);
      assert.equal(who, 'p-ines');
    });

    test('refuses a wrong password, with a trace that says who said no', async () => {
      const { answer, trace, who } = await signIn(slug, ines.barcode, 'wrong');
      assert.deepEqual([answer.status, who, trace?.outcome], [401, undefined, 'VST_CREDENTIALS_REFUSED']);
      assert.ok(trace?.steps.some((step) => step.type === 'upstream' && step.outcome === 'refused: credentials'));
    });

    test('refuses who is known there and not here, and who bears the value under another type', async () => {
      for (const { barcode, password } of [stranger, otto]) {
        const { who, trace } = await signIn(slug, barcode, password);
        assert.deepEqual([who, trace?.outcome], [undefined, 'VST_NOT_KNOWN_HERE']);
      }
    });

    test('was kept, and signs in while the system is away; another does not', async () => {
      const back = away(slug);
      try {
        const { who } = await signIn(slug, ines.barcode, ines.password);
        assert.equal(who, 'p-ines');
        const wrong = await signIn(slug, ines.barcode, 'wrong');
        assert.deepEqual([wrong.who, wrong.trace?.outcome], [undefined, 'VST_UPSTREAM_UNREACHABLE']);
        const never = await signIn(slug, otto.barcode, otto.password);
        assert.deepEqual([never.who, never.trace?.outcome], [undefined, 'VST_UPSTREAM_UNREACHABLE']);
      } finally {
        back();
      }
    });
  });
}

test('a kept password is a change in the audit, and none where the profile keeps nothing', async () => {
  assert.equal((await signIn('bare', ines.barcode, ines.password)).who, 'p-ines');
  const back = away('alma');
  assert.equal((await signIn('bare', ines.barcode, ines.password)).who, undefined);
  back();
  const kept = async (slug: string): Promise<number> => {
    let found = 0;
    const entries = vestibule.parts.store.trail.entries(slug, 'changes', { action: 'password-kept' });
    for await (const { who, detail } of entries) {
      found++;
      assert.deepEqual([who, detail?.facts, detail?.after?.password], ['system', { profile: 'library' }, 'set']);
    }
    return found;
  };
  assert.deepEqual([await kept('alma'), await kept('bare')], [1, 0]);
});

test('a trial of the profile keeps nothing', async () => {
  rest.alma.behave(almaScript([{ ...ines, password: 'tried pw' }]));
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/alma/login/library/test`));
  const shown = await browser.submit(page, { username: ines.barcode, password: 'tried pw' });
  assert.match(shown.body, /p-ines/);
  const back = away('alma');
  assert.equal((await signIn('alma', ines.barcode, 'tried pw')).who, undefined);
  assert.equal((await signIn('alma', ines.barcode, ines.password)).who, 'p-ines');
  back();
});

test('a password changed there is kept anew, and the one before does not come back', async () => {
  rest.alma.behave(almaScript([{ ...ines, password: 'changed pw' }]));
  assert.equal((await signIn('alma', ines.barcode, 'changed pw')).who, 'p-ines');
  const back = away('alma');
  assert.equal((await signIn('alma', ines.barcode, ines.password)).who, undefined);
  assert.equal((await signIn('alma', ines.barcode, 'changed pw')).who, 'p-ines');
  back();
});

test('no password, key or token stands in the log or in a trace', async () => {
  const marked = 'Marked-Secret-77';
  for (const slug of slugs) {
    const { trace } = await signIn(slug, ines.barcode, marked);
    assert.doesNotMatch(JSON.stringify(trace), /Marked-Secret|T0ken|apikey/);
    const back = away(slug);
    const gone = await signIn(slug, ines.barcode, marked);
    back();
    assert.doesNotMatch(JSON.stringify(gone.trace) + gone.answer.body, /Marked-Secret/);
  }
  assert.doesNotMatch(vestibule.logs.join(''), /Marked-Secret|right pw|T0ken|apikey|Basic /);
});
