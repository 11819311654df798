// One of every page, in every state that shows something of its own, over a made-up library.
import { type ErrorCode, errorCatalogue } from '../../src/domain/errors.ts';
import { messageLanguages, type Translator } from '../../src/web/messages.ts';
import { renderBegunUpstream } from '../../src/web/pages/begun-upstream.ts';
import { renderError, renderFailure } from '../../src/web/pages/failure.ts';
import { renderGoOn } from '../../src/web/pages/go-on.ts';
import { renderMe } from '../../src/web/pages/me.ts';
import { renderNewPassword, renderPasswordChanged } from '../../src/web/pages/new-password.ts';
import { renderProfileTest } from '../../src/web/pages/profile-test.ts';
import { renderRegistration } from '../../src/web/pages/registration.ts';
import { renderRelayForm } from '../../src/web/pages/relay-form.ts';
import { renderSignIn } from '../../src/web/pages/sign-in.ts';
import { renderSignOutConfirm } from '../../src/web/pages/sign-out-confirm.ts';
import { renderSignedOut } from '../../src/web/pages/signed-out.ts';
import { renderUpstreams } from '../../src/web/pages/upstreams.ts';
import type {
  FailureView,
  Frame,
  NewPasswordView,
  ProfileTestView,
  SignedOutView,
  SignInChoice,
  SignInView,
  UpstreamsView,
} from '../../src/web/views.ts';
import { sampleAttachmentPages } from './sample-attachment-pages.ts';
import { sampleEmailPages } from './sample-email-pages.ts';
import { sampleRegisterPages } from './sample-register-pages.ts';

export const sampleFrame = (language: string): Frame => ({
  institutionName: 'Demo Library',
  slug: 'demo',
  language,
  otherLanguages: messageLanguages.filter((tag) => tag !== language).map((tag) => ({ tag, href: `?lang=${tag}` })),
  help: {
    text: 'The desk is open from 9 to 18.',
    url: 'https://library.example/help',
    email: 'desk@library.example',
  },
});

const campus: SignInChoice = {
  id: 'campus',
  label: 'University of Demo — campus account',
  hint: 'For students and staff',
  href: '/demo/login/campus',
  flow: 'redirect',
};
const library: SignInChoice = {
  id: 'library',
  label: 'Library password',
  hint: 'With your username or card number',
  href: '/demo/login/library',
  flow: 'form',
};
const staff: SignInChoice = {
  id: 'staff',
  label: 'Staff directory',
  hint: undefined,
  href: '/demo/login/staff',
  flow: 'form',
};

const many = Array.from(
  { length: 30 },
  (_, index): SignInChoice => ({
    ...campus,
    id: `u${index}`,
    label: `University of Demo ${index + 1}`,
    hint: undefined,
  }),
);
const search = { action: '/demo/login', fields: { attempt: 'a' }, allHref: '/demo/login?attempt=a' };

export const signInViews = {
  lastButton: {
    application: 'Library Search',
    choices: [campus, library],
    last: { id: 'campus', forgetHref: '/demo/login?attempt=a&forget=1' },
    form: { profile: 'library', typedName: '', error: undefined },
    cancelHref: '/demo/cancel',
  },
  lastForm: {
    application: 'Library Search',
    choices: [campus, library, staff],
    last: { id: 'library', forgetHref: '/demo/login?attempt=a&forget=1' },
    form: { profile: 'library', typedName: '', error: undefined },
    cancelHref: '/demo/cancel',
  },
  many: {
    application: 'Library Search',
    choices: [campus, ...many.slice(1)],
    last: { id: 'campus', forgetHref: '/demo/login?attempt=a&forget=1' },
    search: { ...search, typed: '', hasFound: true, more: 70 },
    form: undefined,
    cancelHref: '/demo/cancel',
  },
  soughtInVain: {
    application: 'Library Search',
    choices: [],
    search: { ...search, typed: 'Hogwarts', hasFound: false, more: 0 },
    form: undefined,
    cancelHref: '/demo/cancel',
  },
  chooser: {
    application: 'Library Search',
    choices: [campus, library],
    form: { profile: 'library', typedName: '', error: undefined },
    cancelHref: '/demo/cancel',
  },
  buttons: { application: undefined, choices: [campus, library, staff], form: undefined, cancelHref: '/demo/cancel' },
  away: {
    application: undefined,
    choices: [
      { ...campus, isAway: true },
      { ...staff, isAway: true },
    ],
    form: { profile: 'staff', typedName: '', error: undefined },
    cancelHref: undefined,
  },
  formOnly: {
    application: 'Library Search',
    choices: [library],
    form: { profile: 'library', typedName: '', error: undefined },
    cancelHref: undefined,
  },
  refused: {
    application: 'Library Search',
    choices: [campus, library, staff],
    form: {
      profile: 'library',
      typedName: 'ada.l',
      error: {
        code: 'VST_CREDENTIALS_REFUSED',
        reference: 'K7QM-4T2X',
        actions: [{ type: 'other-method', href: '/demo/login' }],
      },
    },
    cancelHref: '/demo/cancel',
  },
} as const satisfies Record<string, SignInView>;

const everyAction: FailureView['actions'] = [
  { type: 'try-again', href: '/demo/login/campus' },
  { type: 'use-library-password', href: '/demo/login/library' },
  { type: 'other-method', href: '/demo/login' },
  { type: 'back-to-application', href: '/demo/cancel' },
  { type: 'sign-out-upstream', href: '/demo/login/campus/logout' },
  { type: 'my-sign-in', href: '/demo/me' },
  { type: 'reset-password', href: '/demo/reset/ask' },
  { type: 'register', href: '/demo/register?id=x' },
];

const failed = (code: ErrorCode): FailureView => ({ code, reference: 'K7QM-4T2X', actions: everyAction });

const profileTest: ProfileTestView = {
  profileLabel: 'University of Demo — campus account',
  outcome: { type: 'matched', displayName: 'Ada Lovelace', primaryIdentifier: 'ada.l' },
  reference: 'K7QM-4T2X',
  asserted: {
    issuer: 'https://campus.example/oidc',
    subject: 'f3b1c0de-77aa-4b0e-9f1e-2d6f0c9a1b22',
    attributes: { student_number: ['4711'], 'urn:oid:1.3.6.1.4.1.5923.1.1.1.9': ['member@campus.example', 'student'] },
  },
  testAgainHref: '/demo/login/campus/test',
  registrationHref: '/demo/login/campus/registration',
};

const certificate = {
  use: 'Signing',
  fingerprint: '5C:2A:19:9B:0E:77:41:AA:5C:2A:19:9B:0E:77:41:AA:5C:2A:19:9B:0E:77:41:AA:5C:2A:19:9B:0E:77:41:AA',
  notBefore: '2026-01-01',
  notAfter: '2028-01-01',
  pem: `-----BEGIN CERTIFICATE-----\n${`${'MIIDdzCCAl+gAwIBAgIEbN1'.repeat(3).slice(0, 64)}\n`.repeat(8)}-----END CERTIFICATE-----`,
};

function newPasswordView(why: NewPasswordView['why'], faults: NewPasswordView['faults'] = []): NewPasswordView {
  return { why, action: '/demo/login/new-password', fields: { id: 'x' }, username: 'ada.l', minLength: 15, faults };
}

/** Begun elsewhere: by somebody who is known, by nobody who is, and in the place of somebody else. */
function begunUpstream(frame: Frame, translate: Translator): Record<string, string> {
  const action = '/demo/login/campus/arrival';
  const plain = {
    profileLabel: 'University of Demo — campus account',
    action,
    fields: { id: 'x' },
    leaveHref: '/demo/login',
  };
  const page = (displayName: string | undefined, standing: string | undefined) =>
    renderBegunUpstream(frame, { ...plain, displayName, standing }, translate);
  return {
    begunUpstream: page('Ada Lovelace', undefined),
    'begunUpstream.unknown': page(undefined, undefined),
    'begunUpstream.standing': page('Ada Lovelace', 'Grace Hopper'),
  };
}

/** Where people choose among thousands: a page of all, what a search found, and a search that found nothing. */
function upstreamSearches(frame: Frame, translate: Translator): Record<string, string> {
  const href = (index: number) => `/demo/login/federation?attempt=a&idp=${index}`;
  const names = [
    'Universität Beispiel',
    'Example College of Applied Arts and Very Long Names',
    'جامعة المثال',
    '例示大学',
  ];
  const [first, ...others] = names.map((label, index) => ({ label, href: href(index), logoHref: '/assets/mark.svg' }));
  const search = {
    action: '/demo/login/federation',
    fields: { attempt: 'a' },
    allHref: '/demo/login/federation?attempt=a',
  };
  const all = { profileLabel: 'DFN-AAI', otherHref: '/demo/login?attempt=a' };
  const middle = { typed: '', total: 9500, page: 2, pages: 475, previousHref: href(8), nextHref: href(9) };
  const view = (more: Omit<UpstreamsView, keyof typeof all>) => renderUpstreams(frame, { ...all, ...more }, translate);
  return {
    'upstreams.many': view({ choices: others, last: first, search: { ...search, ...middle } }),
    'upstreams.found': view({ choices: others, search: { ...search, typed: 'uni', total: 3, page: 1, pages: 1 } }),
    ...begunUpstream(frame, translate),
    'upstreams.none': view({ choices: [], search: { ...search, typed: 'Atlantis', total: 0, page: 1, pages: 1 } }),
  };
}

const signedOut: SignedOutView = {
  signInHref: '/demo/login',
  signOutHref: undefined,
  upstream: undefined,
  application: { name: 'Library Search', href: 'https://search.example/' },
  othersMayBeOpen: true,
  reference: undefined,
};
const { label } = campus;
const there = '/demo/logout/upstream?id=x';

const applications = {
  told: 'Library Search',
  unreachable: 'Reading room, Interlibrary loan and Press archive',
  open: 'E-book shelf',
  framed: 'Course reserves',
  frames: [],
};

const signedOutViews: Readonly<Record<string, SignedOutView>> = {
  alone: { ...signedOut, othersMayBeOpen: false },
  open: { ...signedOut, upstream: { state: 'open', label } },
  offered: { ...signedOut, upstream: { state: 'offered', label, href: there } },
  all: { ...signedOut, upstream: { state: 'all', label } },
  partial: { ...signedOut, upstream: { state: 'partial', label } },
  failed: { ...signedOut, upstream: { state: 'failed', label } },
  noAnswer: { ...signedOut, upstream: { state: 'no-answer', label, href: there } },
  unknown: { ...signedOut, upstream: { state: 'unknown' } },
  going: { ...signedOut, upstream: { state: 'going', label, href: there } },
  told: { ...signedOut, othersMayBeOpen: false, applications },
  stillIn: { ...signedOut, signOutHref: '/demo/logout', upstream: { state: 'unknown' }, reference: 'K7QM-4T2X' },
};

/** @returns whole documents by a name for the page and its state */
export function samplePages(frame: Frame, translate: Translator): Readonly<Record<string, string>> {
  const pages: Record<string, string> = {
    ...sampleEmailPages(frame, translate),
    ...sampleRegisterPages(frame, translate),
    ...sampleAttachmentPages(frame, translate),
    goOn: renderGoOn(frame, { href: '/demo/login/continue?id=x', host: 'library.example' }, translate),
    relay: renderRelayForm(
      frame,
      { url: 'https://127.0.0.1/sso', fields: { SAMLRequest: 'PHNhbWw+', RelayState: 'a"b' } },
      translate,
    ),
    upstreams: renderUpstreams(
      frame,
      {
        profileLabel: 'DFN-AAI',
        choices: ['Universität Beispiel', 'Example College', 'جامعة المثال'].map((label, index) => ({
          label,
          href: `/demo/login/federation?attempt=a&idp=${index}`,
        })),
        otherHref: '/demo/login?attempt=a',
      },
      translate,
    ),
    ...upstreamSearches(frame, translate),
    me: renderMe(
      frame,
      {
        displayName: 'Ada Lovelace',
        primaryIdentifier: 'ada.l',
        matched: { typeLabel: 'Student number', value: '4711' },
        profileLabel: campus.label,
        signedInAt: Date.UTC(2026, 10, 22, 8, 5),
        endsAt: Date.UTC(2026, 10, 22, 18, 5),
        timeZone: 'Europe/Berlin',
        signOutHref: '/demo/logout',
        methodsHref: '/demo/me/methods',
      },
      translate,
    ),
    newPassword: renderNewPassword(frame, newPasswordView('must-change'), translate),
    newPasswordRefused: renderNewPassword(
      frame,
      newPasswordView('link', ['too-short', 'too-long', 'common', 'leaked', 'context', 'same']),
      translate,
    ),
    passwordChanged: renderPasswordChanged(frame, '/demo/login', translate),
    signOut: renderSignOutConfirm(
      frame,
      {
        action: '/demo/logout',
        fields: { hint: 'x' },
        displayName: 'Ada Lovelace',
        application: 'Library Search',
        stayHref: '/demo/me',
      },
      translate,
    ),
    registration: renderRegistration(
      frame,
      {
        profileLabel: campus.label,
        kind: 'saml',
        facts: [
          { label: 'Entity id', value: 'https://library.example/demo/login/campus/metadata' },
          { label: 'Redirect URI', value: 'https://library.example/demo/login/campus/callback' },
        ],
        certificates: [certificate],
        metadataHref: '/demo/login/campus/metadata',
        testHref: '/demo/login/campus/test',
      },
      translate,
    ),
    profileTest: renderProfileTest(frame, profileTest, translate),
    profileTestFailed: renderProfileTest(
      frame,
      {
        ...profileTest,
        outcome: { type: 'failed', code: 'VST_NOT_KNOWN_HERE' },
        asserted: { issuer: 'https://campus.example/oidc', subject: '4711', attributes: {} },
      },
      translate,
    ),
    profileTestSilent: renderProfileTest(
      frame,
      { ...profileTest, outcome: { type: 'failed', code: 'VST_UPSTREAM_UNREACHABLE' }, asserted: undefined },
      translate,
    ),
  };
  for (const [name, view] of Object.entries(signedOutViews))
    pages[`signedOut.${name}`] = renderSignedOut(frame, view, translate);
  for (const [name, view] of Object.entries(signInViews))
    pages[`signIn.${name}`] = renderSignIn(frame, view, translate);
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    pages[`failure.${code}`] = renderFailure(frame, failed(code), translate);
  }
  pages['error'] = renderError(frame, failed('VST_NOT_FOUND'), translate);
  return pages;
}
