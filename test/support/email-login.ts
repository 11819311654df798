// A library whose people sign in by mail, its letters in an outbox, for flow tests.
import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '../../src/mail/delivery.ts';
import { type Answer, type Browser, openBrowser } from './browse.ts';
import { parse as parseHtml } from './html-forms.ts';
import { libraryOf } from './institutions.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule, type VestibuleOptions } from './vestibule.ts';

type Profile = Extract<InstitutionInput['loginProfiles'][number], { kind: 'email-link' }>;

export const at = '2026-01-01T00:00:00.000Z';

export function address(text: string, given: object = {}) {
  return { address: text, types: ['personal'], preferred: true, segment: 'internal', provedAt: at, ...given } as const;
}

export interface EmailLibrary {
  readonly vestibule: RunningVestibule;
  readonly url: string;
  /** Newest first. */
  letters(): readonly Message[];
  /** Waits until so many letters more than `before` went out. */
  nextLetter(before: number): Promise<Message>;
  /** Waits until what was asked for is decided: nothing is put off any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function startEmailLibrary(
  profile: Partial<Profile> = {},
  parts: Partial<InstitutionInput> & Pick<VestibuleOptions, 'clock'> = {},
): Promise<EmailLibrary> {
  const { clock, ...rest } = parts;
  const email: Profile = { id: 'mail', kind: 'email-link', label: 'Email', ...profile };
  const vestibule = await startVestibule({
    institutions: () => [libraryOf({ profiles: [email], ...rest })],
    installation: { mail: { engine: 'outbox', from: 'library@lib.example' } },
    ...(clock === undefined ? {} : { clock }),
  });
  const letters = () => vestibule.parts.outbox?.letters() ?? [];
  return {
    vestibule,
    url: vestibule.url,
    letters,
    async nextLetter(before) {
      for (const end = performance.now() + 5000; performance.now() < end; await wait(10)) {
        const [newest] = letters();
        if (letters().length > before && newest !== undefined) return newest;
      }
      throw new Error('No letter came.');
    },
    async quiet() {
      await wait(600);
    },
    close: () => vestibule.close(),
  };
}

/** A browser on the page that asks for the address. */
export async function beginByMail(
  { url }: EmailLibrary,
  profile = 'mail',
): Promise<{ browser: Browser; page: Answer }> {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${url}/demo/login/${profile}`));
  return { browser, page };
}

/** Types an address; on the page that takes the code. */
export async function askForMail(library: EmailLibrary, email: string) {
  const { browser, page } = await beginByMail(library);
  const codePage = await browser.follow(await browser.submit(page, { email }));
  return { browser, codePage };
}

export function codeIn(letter: Message): string {
  const code = /\b(\d{3}) (\d{3})\b/.exec(letter.text);
  return `${code?.[1] ?? ''}${code?.[2] ?? ''}`;
}

export function linkIn(letter: Message): string {
  return /https?:\/\/\S+\/link\?t=\S+/.exec(letter.text)?.[0] ?? '';
}

export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

export async function whoIs({ url }: EmailLibrary, browser: Browser): Promise<string | undefined> {
  const me = await browser.get(`${url}/demo/me`, { accept: 'application/json' });
  if (me.status !== 200) return undefined;
  const { signedIn, primaryIdentifier } = JSON.parse(me.body) as { signedIn?: boolean; primaryIdentifier?: string };
  return signedIn === true ? primaryIdentifier : undefined;
}

export function formsOf(page: Answer) {
  return parseHtml(page.body);
}
