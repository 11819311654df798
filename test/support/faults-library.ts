// A library with every way in and one application, for tests of what goes wrong.
import { type Answer, type Browser, openBrowser } from './browse.ts';
import { libraryOf } from './institutions.ts';
import { testIdentityProvider } from './saml-idp.ts';
import type { InstitutionInput, RunningVestibule } from './vestibule.ts';

export const password = 'correct horse battery staple';
export const redirectUri = 'https://catalogue.example/callback';
export const clientId = 'catalogue';

export const readers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    primaryIdentifier: `p${String(index).padStart(4, '0')}`,
    password,
    identifiers: [{ type: 'STUDENT_NO', value: index === 0 ? '4711' : `s${index}` }],
  }));

/** Profiles `campus` (OpenID Connect), `uni` (SAML) and `library`; the application `catalogue`. */
export function libraryWithEverything(
  issuer = 'http://127.0.0.1:9',
  parts: Partial<InstitutionInput> = {},
): InstitutionInput {
  const idp = testIdentityProvider();
  return libraryOf({
    profiles: [
      {
        id: 'campus',
        kind: 'oidc',
        label: 'Campus',
        issuer,
        clientId: 'vestibule-at-campus',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        clientSecret: '${env:CAMPUS_SECRET}',
        match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
      },
      {
        id: 'uni',
        kind: 'saml',
        label: 'University',
        idp: {
          entityId: idp.entityId,
          singleSignOnUrl: 'https://idp.example/sso',
          certificates: [idp.keys.certificate],
        },
        match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
      },
    ],
    relyingParties: [
      {
        kind: 'oidc',
        id: clientId,
        name: 'Catalogue',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        secret: '${env:CATALOGUE_SECRET}',
        redirectUris: [redirectUri],
        release: { subject: ['STUDENT_NO'], claims: { name: 'name', mail: 'email' } },
      },
    ],
    ...parts,
  });
}

export interface FormTry {
  readonly browser: Browser;
  readonly answer: Answer;
}

/** Types a name and a password into a form of one's own. */
export async function typed(
  { url }: Pick<RunningVestibule, 'url'>,
  username: string,
  secret = password,
  browser = openBrowser(),
): Promise<FormTry> {
  const form = await browser.follow(await browser.get(`${url}/demo/login/library`));
  return { browser, answer: await browser.submit(form, { username, password: secret }) };
}

export async function isSignedIn({ url }: Pick<RunningVestibule, 'url'>, browser: Browser): Promise<boolean> {
  const { status } = await browser.get(`${url}/demo/me`, { accept: 'application/json' });
  if (status !== 200 && status !== 401) throw new Error(`/me answered ${status}`);
  return status === 200;
}

export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;
