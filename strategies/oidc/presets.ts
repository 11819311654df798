// Providers that are known: what is the same for everybody there, and which keys of a profile tell what is not.
import type { OidcKeys } from './options.ts';

export const presetNames = ['microsoft-entra', 'google-workspace', 'okta', 'keycloak', 'apple', 'orcid'] as const;
export type PresetName = (typeof presetNames)[number];

/** Keys that one preset has and no other profile. */
export const presetKeys = {
  tenant: 'microsoft-entra',
  domainHint: 'microsoft-entra',
  hostedDomain: 'google-workspace',
  domain: 'okta',
  authorizationServer: 'okta',
  baseUrl: 'keycloak',
  realm: 'keycloak',
  teamId: 'apple',
  sandbox: 'orcid',
} as const satisfies Partial<Record<keyof OidcKeys, PresetName>>;
export type PresetKey = keyof typeof presetKeys;

export interface Preset {
  /** Keys without which the issuer, or whom to believe, is not known. */
  readonly needs: readonly PresetKey[];
  /** Undefined where the profile itself names it. */
  issuer(written: OidcKeys): string | undefined;
  /** The claim that the assertion names the person by. */
  readonly subject: 'sub' | 'oid';
  readonly scopes: readonly string[];
  /** Asked for whatever the profile says: without them the subject is not told. */
  readonly alwaysScopes: readonly string[];
  /** The scopes it knows; every one unless said. */
  readonly onlyScopes?: readonly string[];
  /** With one of these scopes it answers by a posted form only. */
  readonly postsFor?: readonly string[];
  readonly userinfo: boolean;
  readonly reauthentication: 'prove' | 'ask';
  readonly backchannelLogout: boolean;
  /** Whether it can be sent people to be signed out there; what counts in the end is its document. */
  readonly endsSessions: boolean;
  /** What it can do with a name that an application hands on. */
  readonly loginHint: 'any' | 'address' | 'none';
  /** `prompt` of an ordinary sign-in: on a shared computer nobody comes in by the account of who sat there before. */
  readonly prompt?: string;
  /** `prompt` where a fresh proof is wanted; undefined: it knows none. */
  readonly freshPrompt: string | undefined;
  /** Whether it can be asked without a word to the person (`prompt=none`). */
  readonly silent: boolean;
  readonly assertionAudience: 'issuer' | 'token-endpoint';
  /** It writes `email_verified` as a text. */
  readonly textualBooleans?: true;
}

const plain: Preset = {
  needs: [],
  issuer: () => undefined,
  subject: 'sub',
  scopes: ['openid', 'profile', 'email'],
  alwaysScopes: [],
  userinfo: true,
  reauthentication: 'prove',
  backchannelLogout: true,
  endsSessions: true,
  loginHint: 'any',
  freshPrompt: 'login',
  silent: true,
  assertionAudience: 'issuer',
};

const presets: Readonly<Record<PresetName, Preset>> = {
  /** `sub` is another one at each application; `oid` is the person in her directory, and comes with `profile`. */
  'microsoft-entra': {
    ...plain,
    needs: ['tenant'],
    issuer: ({ tenant = '' }) => `https://login.microsoftonline.com/${tenant.toLowerCase()}/v2.0`,
    subject: 'oid',
    scopes: ['openid', 'profile'],
    alwaysScopes: ['profile'],
    userinfo: false,
    backchannelLogout: false,
    loginHint: 'address',
    assertionAudience: 'token-endpoint',
  },
  'google-workspace': {
    ...plain,
    needs: ['hostedDomain'],
    issuer: () => 'https://accounts.google.com',
    userinfo: false,
    reauthentication: 'ask',
    backchannelLogout: false,
    endsSessions: false,
    loginHint: 'address',
    prompt: 'select_account',
    freshPrompt: 'select_account',
  },
  okta: {
    ...plain,
    needs: ['domain'],
    issuer: ({ domain = '', authorizationServer }) =>
      `https://${domain}${authorizationServer === undefined ? '' : `/oauth2/${authorizationServer}`}`,
    assertionAudience: 'token-endpoint',
  },
  keycloak: {
    ...plain,
    needs: ['baseUrl', 'realm'],
    issuer: ({ baseUrl = '', realm = '' }) => `${baseUrl.replace(/\/+$/, '')}/realms/${realm}`,
  },
  apple: {
    ...plain,
    needs: ['teamId'],
    issuer: () => 'https://appleid.apple.com',
    scopes: ['openid'],
    onlyScopes: ['openid', 'name', 'email'],
    postsFor: ['name', 'email'],
    userinfo: false,
    reauthentication: 'ask',
    backchannelLogout: false,
    endsSessions: false,
    loginHint: 'none',
    freshPrompt: undefined,
    silent: false,
    textualBooleans: true,
  },
  orcid: {
    ...plain,
    issuer: ({ sandbox }) => (sandbox === true ? 'https://sandbox.orcid.org' : 'https://orcid.org'),
    scopes: ['openid'],
    onlyScopes: ['openid'],
    userinfo: false,
    reauthentication: 'ask',
    endsSessions: false,
    backchannelLogout: false,
    loginHint: 'none',
  },
};

export function presetOf(name: PresetName | undefined): Preset {
  return name === undefined ? plain : presets[name];
}
