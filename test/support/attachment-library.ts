// A library whose people attach Google accounts to their records, beside a campus and library passwords, for flow tests.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { directoryOf } from '../../src/directories.ts';
import type { Caller } from '../../src/directory/deps.ts';
import type { InvitationDeps } from '../../src/directory/invitations/deps.ts';
import { printInvitation } from '../../src/directory/invitations/print.ts';
import { sendInvitation } from '../../src/directory/invitations/send.ts';
import { attachmentLetters } from '../../src/mail/attachment-letters.ts';
import type { Message } from '../../src/mail/delivery.ts';
import { refusalOf } from '../../src/resolution/decide.ts';
import { type Answer, type Browser, openBrowser } from './browse.ts';
import { operator } from './directory.ts';
import { links } from './html-forms.ts';
import { libraryOf } from './institutions.ts';
import { startUpstream, type Upstream } from './oidc-upstream.ts';
import { type SocialProvider, startSocialProvider } from './social-providers.ts';
import { socialProfile } from './social-run.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule, type VestibuleOptions } from './vestibule.ts';

export const password = 'library-password';
type Profile = InstitutionInput['loginProfiles'][number];

export interface AttachmentLibrary {
  readonly house: RunningVestibule;
  readonly google: SocialProvider;
  readonly campus: Upstream;
  readonly url: string;
  file(parts?: Partial<InstitutionInput>, more?: object): InstitutionInput;
  deps(): InvitationDeps;
  /** @returns the link of the letter */
  invite(user: string, caller?: Caller): Promise<string>;
  /** @returns the code */
  print(user: string, caller?: Caller): Promise<string>;
  /** Newest first. */
  letters(): readonly Message[];
  letterTo(user: string, kind: Message['kind'], count?: number): Promise<Message>;
  /** The account that Google vouches for from now on. */
  account(sub: string): void;
  idOf(user: string): Promise<string>;
  googleIds(user: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const emailOf = (name: string) =>
  ({ address: `${name}@lib.example`, types: [], preferred: true, segment: 'external' }) as const;

export async function startAttachmentLibrary(options: Partial<VestibuleOptions> = {}): Promise<AttachmentLibrary> {
  const google = await startSocialProvider('google');
  const campus = await startUpstream();
  const file: AttachmentLibrary['file'] = (parts = {}, more = {}) =>
    libraryOf({
      identifierTypes: [
        { code: 'BARCODE', label: 'Barcode' },
        { code: 'STUDENT_NO', label: 'Student number' },
        { code: 'GOOGLE', preset: 'google' },
      ],
      lockout: { slowAfter: 10_000 },
      help: { email: 'desk@lib.example' },
      profiles: [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        {
          ...socialProfile(google),
          label: 'Google',
          clientSecret: '${env:GOOGLE}',
          attachable: true,
          ...more,
        } as Profile,
        {
          id: 'campus',
          kind: 'oidc',
          label: 'Campus',
          issuer: campus.issuer,
          clientId: campus.clientId,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
          clientSecret: '${env:CAMPUS}',
          match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
          timeoutSeconds: 2,
        },
      ],
      ...parts,
    });
  const house = await startVestibule({
    institutions: () => [file()],
    installation: { mail: { engine: 'outbox', from: 'library@lib.example' } },
    secrets: { GOOGLE: google.dialect.client.clientSecret, CAMPUS: campus.clientSecret },
    ...options,
  });
  const { parts, app } = house;
  const config = () => app.institutions.get('demo')?.config ?? assert.fail('no institution');
  const letters = () => parts.outbox?.letters() ?? [];
  const directory = () => directoryOf(parts, config());

  const library: AttachmentLibrary = {
    house,
    google,
    campus,
    url: house.url,
    file,
    deps: () => ({
      directory: directory(),
      invitations: parts.store.invitations,
      letters: parts.mailer && attachmentLetters(parts.mailer, house.url, config()),
      sealing: parts.sealing,
      journal: parts.store.journal,
      refusalOf,
    }),
    async invite(user, caller = operator) {
      const outcome = await sendInvitation(library.deps(), caller, { user, profile: 'google' });
      assert.equal(outcome.type, 'sent', JSON.stringify(outcome));
      return linkIn(await library.letterTo(user, 'invitation'));
    },
    async print(user, caller = operator) {
      const outcome = await printInvitation(library.deps(), caller, { user, profile: 'google' });
      assert.ok(outcome.type === 'printed', JSON.stringify(outcome));
      return outcome.code;
    },
    letters,
    async letterTo(user, kind, count = 1) {
      const userId = await library.idOf(user);
      for (const end = performance.now() + 5000; performance.now() < end; await wait(10)) {
        const found = letters().filter((letter) => letter.userId === userId && letter.kind === kind);
        if (found.length >= count && found[0] !== undefined) return found[0];
      }
      throw new Error(
        `No letter ${kind} to ${user}: ${letters()
          .map((letter) => letter.kind)
          .join(', ')}`,
      );
    },
    account(sub) {
      google.behave.account = { ...google.dialect.account, sub };
    },
    idOf: async (user) => {
      const { table } = directory().rules;
      const { keyOf } = await import('../../src/directory/folding.ts');
      const [holding] = await parts.store.users.holdings('demo', [keyOf(table, 'primary', user)]);
      return holding?.user.id ?? assert.fail(`no user ${user}`);
    },
    googleIds: async (user) =>
      (await parts.store.users.identifiers('demo', await library.idOf(user)))
        .filter(({ type, status }) => type === 'GOOGLE' && status === 'active')
        .map(({ value }) => value),
    async close() {
      await house.close();
      await Promise.all([google.close(), campus.close()]);
    },
  };
  return library;
}

export function linkIn({ text }: Message): string {
  return /https?:\/\/\S+\/invite\?t=\S+/.exec(text)?.[0] ?? '';
}

/** From the page that sends a person to a provider, through it, to where she comes back. */
export async function throughProvider(
  browser: Browser,
  goOn: Answer,
  provider: { authorize(url: string): Promise<URL> },
): Promise<Answer> {
  const back = await provider.authorize(await departure(browser, goOn));
  return browser.follow(await browser.get(back.href));
}

/** Where the browser is sent. */
export async function departure(browser: Browser, goOn: Answer): Promise<string> {
  const href = links(goOn.body).find((link) => link.includes('/login/')) ?? assert.fail(goOn.body);
  const sent = await browser.get(new URL(href, goOn.url).href);
  return sent.headers.get('location') ?? assert.fail(sent.body);
}

/** Opens an invitation and presses its button. */
export async function openInvitation(link: string): Promise<{ browser: Browser; goOn: Answer }> {
  const browser = openBrowser();
  const page = await browser.get(link);
  assert.equal(page.status, 200, page.body);
  return { browser, goOn: await browser.submit(page) };
}

/** Signed in by the library password. */
export async function signedInAs(url: string, name: string): Promise<Browser> {
  const browser = openBrowser();
  const form = await browser.follow(await browser.get(`${url}/demo/login/library`));
  const end = await browser.follow(await browser.submit(form, { username: name, password }));
  assert.match(end.url, /\/demo\/me$/, end.body);
  return browser;
}
