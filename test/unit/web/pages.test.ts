import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translatorFor } from '../../../src/web/messages.ts';
import { renderError, renderFailure } from '../../../src/web/pages/failure.ts';
import { renderMe } from '../../../src/web/pages/me.ts';
import { renderRelayForm } from '../../../src/web/pages/relay-form.ts';
import { renderSignIn } from '../../../src/web/pages/sign-in.ts';
import type { Frame, MeView } from '../../../src/web/views.ts';
import { sampleFrame, samplePages, signInViews } from '../../support/sample-pages.ts';

const en = translatorFor('en');
const frame = sampleFrame('en');
const hostile = `"><script>alert(1)</script>'&`;
const me: MeView = {
  displayName: 'Ada',
  primaryIdentifier: 'ada.l',
  matched: { typeLabel: 'Student number', value: '4711' },
  profileLabel: 'Campus',
  signedInAt: Date.UTC(2026, 6, 1, 22, 30),
  endsAt: Date.UTC(2026, 6, 2, 8, 30),
  timeZone: 'Europe/Berlin',
  signOutHref: '/demo/logout',
  methodsHref: '/demo/me/methods',
};

/** Every page with all texts of the catalogues left out. */
function withoutTexts(): Readonly<Record<string, string>> {
  const bare: Frame = { ...frame, institutionName: '1', help: { text: '2', url: 'https://3/', email: '4' } };
  return samplePages(bare, () => '·');
}

const ownData =
  /Google|SIS|English|Deutsch|Terms of Use 2026|Universität Beispiel|Example College( of Applied Arts and Very Long Names)?|جامعة المثال|例示大学|University of Demo( — campus account| \d+)|For students and staff|Library (password|Search)|Byron Lovelace|byron\.l|With your username or card number|Staff directory|Ada Lovelace|ada\.l|Student number|Signing|Entity id|Redirect URI|saml|\/demo\/login\/campus\/metadata|\d{4}-\d\d-\d\d|member@campus\.example|student/g;

describe('every page', () => {
  test('takes all its words from the catalogues', () => {
    for (const [name, page] of Object.entries(withoutTexts())) {
      const visible = page
        .replace(/<(time|code|pre)\b.*?<\/\1>/gs, '')
        .replace(/<ul class="languages">.*?<\/ul>/gs, '')
        .replace(/<[^>]*>/g, ' ')
        .replace(ownData, '');
      assert.doesNotMatch(visible, /\p{L}/u, name);
      for (const [, attribute, text] of page.matchAll(/\b(aria-label|title|alt|placeholder)="([^"]*)"/g)) {
        assert.doesNotMatch(text ?? '', /\p{L}/u, `${name}: ${attribute}`);
      }
    }
  });

  test('has no inline script, style or event handler', () => {
    for (const [name, page] of Object.entries(samplePages(frame, en))) {
      assert.doesNotMatch(page, /<style|\sstyle=|\son[a-z]+=|javascript:|<script>/i, name);
    }
  });

  test('names its language and direction', () => {
    assert.match(
      renderSignIn(sampleFrame('de'), signInViews.chooser, translatorFor('de')),
      /<html lang="de" dir="ltr">/,
    );
    assert.match(renderSignIn(sampleFrame('ar-EG'), signInViews.chooser, en), /<html lang="ar-EG" dir="rtl">/);
  });

  test('escapes whatever it is given', () => {
    const given: Frame = {
      ...frame,
      institutionName: hostile,
      help: { text: hostile, url: `https://x/${hostile}`, email: hostile },
      otherLanguages: [{ tag: 'de', href: hostile }],
    };
    const pages = [
      renderSignIn(
        given,
        {
          application: hostile,
          choices: [{ id: 'x', label: hostile, hint: hostile, href: hostile, flow: 'form' }],
          form: { profile: 'x', typedName: hostile, error: undefined },
          cancelHref: hostile,
        },
        en,
      ),
      renderFailure(
        given,
        { code: 'VST_INTERNAL', reference: hostile, actions: [{ type: 'try-again', href: hostile }] },
        en,
      ),
      renderRelayForm(given, { url: 'https://x/', fields: { [hostile]: hostile } }, en),
      renderMe(given, { ...me, displayName: hostile, primaryIdentifier: hostile }, en),
    ];
    for (const page of pages) assert.doesNotMatch(page, /<script>|'&(?!\w)/);
  });

  test('leaves out a help address that is no web page', () => {
    const page = renderError(
      { ...frame, help: { url: 'javascript:alert(1)' } },
      { code: 'VST_NOT_FOUND', reference: undefined, actions: [] },
      en,
    );
    assert.doesNotMatch(page, /javascript:/);
  });
});

describe('the sign-in page', () => {
  test('keeps the order of the institution, its open form in its place', () => {
    const page = renderSignIn(frame, signInViews.chooser, en);
    assert.ok(page.indexOf('href="/demo/login/campus"') < page.indexOf('<form'));
    assert.equal(page.match(/<form/g)?.length, 1);
  });

  test('puts the form first when it failed, keeps the typed name and never a password', () => {
    const page = renderSignIn(frame, signInViews.refused, en);
    assert.ok(page.indexOf('<form') < page.indexOf('href="/demo/login/campus"'));
    assert.match(page, /name="username"[^>]* value="ada\.l"/);
    assert.doesNotMatch(page, /name="password"[^>]* value=/);
    assert.match(page, /<title>Error: Sign in/);
    assert.match(page, /K7QM-4T2X/);
  });

  test('describes both fields by what went wrong and goes on in the password', () => {
    const page = renderSignIn(frame, signInViews.refused, en);
    assert.match(page, /id="problem" role="alert"/);
    for (const name of ['username', 'password']) {
      assert.match(page, new RegExp(`name="${name}"[^>]* aria-describedby="hint problem" aria-invalid="true"`));
    }
    assert.match(page, /name="password"[^>]* autofocus/);
    assert.equal(page.match(/autofocus/g)?.length, 1);
  });

  test('reaches every other way in by a link, form profiles too', () => {
    const page = renderSignIn(frame, signInViews.refused, en);
    for (const id of ['campus', 'staff']) assert.match(page, new RegExp(`<a class="choice" href="/demo/login/${id}"`));
  });

  test('shows only buttons when no form is open', () => {
    const page = renderSignIn(frame, signInViews.buttons, en);
    assert.equal(page.match(/class="choice"/g)?.length, 3);
    assert.doesNotMatch(page, /<form|class="or"/);
  });

  test('lets password managers fill it and phones leave the name as it is typed', () => {
    const page = renderSignIn(frame, signInViews.formOnly, en);
    assert.match(
      page,
      /name="username"[^>]* autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false"/,
    );
    assert.match(page, /name="password"[^>]* autocomplete="current-password"/);
  });
});

describe('the other pages', () => {
  test('a failure says why, what to do best first, whom to ask, and the code to quote', () => {
    const page = renderFailure(
      frame,
      {
        code: 'VST_USER_EXPIRED',
        reference: 'K7QM-4T2X',
        actions: [
          { type: 'try-again', href: '/a' },
          { type: 'other-method', href: '/b' },
        ],
      },
      en,
    );
    assert.match(page, /<h1>Your library account has expired<\/h1>/);
    assert.match(page, /class="button primary" href="\/a"/);
    assert.match(page, /class="button" href="\/b"/);
    assert.match(page, /href="mailto:desk@library\.example\?subject=Reference%20code%20K7QM-4T2X"/);
    assert.match(page, /<code dir="ltr">K7QM-4T2X<\/code>/);
  });

  test('an error says its HTTP status', () => {
    assert.match(renderError(frame, { code: 'VST_NOT_FOUND', reference: undefined, actions: [] }, en), /Error 404/);
  });

  test('a relay form carries its fields unchanged and has a button', () => {
    const page = renderRelayForm(frame, { url: 'https://idp.example/sso?a=1&b=2', fields: { S: '<x>"&' } }, en);
    assert.match(page, /action="https:\/\/idp\.example\/sso\?a=1&amp;b=2" data-relay/);
    assert.match(page, /name="S" value="&lt;x&gt;&quot;&amp;"/);
    assert.match(page, /<button[^>]* type="submit">Continue/);
  });

  test('a relay form leads to web pages only', () => {
    assert.throws(() => renderRelayForm(frame, { url: 'javascript:alert(1)', fields: {} }, en), {
      code: 'VST_INTERNAL',
    });
  });

  test('times are those of the institution, written as the language does', () => {
    assert.match(renderMe(frame, me, en), /July 2, 2026 at 12:30\sAM/);
    assert.match(renderMe(sampleFrame('de'), me, translatorFor('de')), /2\. Juli 2026 um 00:30/);
  });
});
