// Upstream, Vestibule and application on three sites, as a browser tells sites apart: by address, never by port.
import { libraryOf } from './institutions.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from './vestibule.ts';

export const sites = { vestibule: '127.0.0.1', upstream: '127.0.0.2', application: '127.0.0.3' } as const;

export const libraryPassword = 'correct horse battery staple';
export const campusPassword = 'open-the-door';

export interface ThreeSites {
  readonly vestibule: RunningVestibule;
  readonly application: RelyingParty;
  /** Reads the library's institution file anew, with these profiles. */
  offer(...profiles: readonly Profile[]): Promise<void>;
  close(): Promise<void>;
}

type Profile = InstitutionInput['loginProfiles'][number];

/** A library on one site that knows an application on another. Its ways in come with `offer`. */
export async function startThreeSites(secrets: Readonly<Record<string, string>> = {}): Promise<ThreeSites> {
  const application = await startRelyingParty({ host: sites.application });
  const file = (profiles: readonly Profile[]) =>
    libraryOf({ profiles: [...profiles], relyingParties: [application.configuration] });
  const vestibule = await startVestibule({ host: sites.vestibule, institutions: () => [file([])], secrets });
  application.trust(`${vestibule.url}/demo/oidc`);
  await vestibule.seed('demo', [
    {
      primaryIdentifier: 'p0001',
      name: { first: 'Alice', last: 'Moreau' },
      accountType: 'external',
      identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }],
    },
    // Has alice's account name and address at the campus, and is somebody else here.
    {
      primaryIdentifier: 'alice',
      name: { first: 'Alice', last: 'Other' },
      emails: [{ address: 'alice@uni.example', preferred: true, types: [], segment: 'internal' }],
    },
    { primaryIdentifier: 'p0011', password: libraryPassword, identifiers: [{ type: 'BARCODE', value: '29301' }] },
    { primaryIdentifier: 'p0002', identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }], status: 'inactive' },
  ]);
  return {
    vestibule,
    application,
    offer: (...profiles) => vestibule.load([file(profiles)]),
    async close() {
      await Promise.all([vestibule.close(), application.close()]);
    },
  };
}

export interface OidcCampus {
  readonly vestibule: RunningVestibule;
  /** The library's profile of it. */
  readonly profile: Profile;
  close(): Promise<void>;
}

/** Another Vestibule as the campus, on the upstream's site, that knows the library at this address. */
export async function startOidcCampus(library: string): Promise<OidcCampus> {
  const campus: InstitutionInput = {
    slug: 'campus',
    code: 'CAMPUS',
    name: 'University',
    identifierTypes: [{ code: 'MATRICULATION', label: 'Matriculation number' }],
    loginProfiles: [{ id: 'account', kind: 'password', label: 'Account', match: { from: 'subject', to: 'primary' } }],
    relyingParties: [
      {
        kind: 'oidc',
        id: 'library',
        name: 'Library',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        secret: '${env:LIBRARY}',
        redirectUris: [`${library}/demo/login/campus/callback`],
        release: { claims: { student_number: { identifier: 'MATRICULATION' }, email: 'email' } },
      },
    ],
  };
  const vestibule = await startVestibule({ host: sites.upstream, institutions: () => [campus] });
  const person = (name: string, number: string) => ({
    institution: 'campus',
    primaryIdentifier: name,
    password: campusPassword,
    emails: [{ address: `${name}@uni.example`, preferred: true, types: [], segment: 'internal' as const }],
    identifiers: [{ type: 'MATRICULATION', value: number }],
  });
  await vestibule.seed('campus', [person('alice', 'S-1001'), person('bob', 'S-1002')]);
  const profile: Profile = {
    id: 'campus',
    kind: 'oidc',
    label: 'Campus',
    issuer: `${vestibule.url}/campus/oidc`,
    clientId: 'library',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    clientSecret: '${env:LIBRARY}',
    match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
  };
  return { vestibule, profile, close: () => vestibule.close() };
}
