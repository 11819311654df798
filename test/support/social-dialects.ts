// How Google, Facebook and X each word the same conversation: what they want of a token request, what they say of a person,
// and how they refuse. As their developer documentation and what their users report have it.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Said {
  readonly status: number;
  readonly body: unknown;
}

export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Dialect {
  readonly kind: 'google' | 'facebook' | 'x';
  readonly client: Client;
  readonly paths: { readonly authorization: string; readonly token: string; readonly userinfo: string };
  /** Scopes that the authorization endpoint is asked for, as they are written there. */
  readonly scope: string;
  /** What userinfo says of the account that a test signs in with. */
  readonly account: Readonly<Record<string, unknown>>;
  /** `error` and what comes with it when the person presses "cancel". */
  readonly cancelled: Readonly<Record<string, string>>;
  /** What every return carries beside code and state. */
  readonly extra: Readonly<Record<string, string>>;
  isClient(headers: IncomingHttpHeaders, form: URLSearchParams): boolean;
  /** Whether userinfo is asked as it wants to be asked, beside the bearer token. */
  isAsked(query: URLSearchParams, token: string): boolean;
  person(account: Readonly<Record<string, unknown>>): unknown;
  readonly wrongClient: Said;
  readonly codeUsed: Said;
  readonly codeExpired: Said;
  readonly codeUnknown: Said;
  readonly rateLimit: Said;
  readonly tokenRefused: Said;
}

const googleGrant: Said = { status: 400, body: { error: 'invalid_grant', error_description: 'Bad Request' } };

const googleClient: Client = {
  clientId: '407408718192.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-secret-of-the-test',
};

export const google: Dialect = {
  kind: 'google',
  client: googleClient,
  paths: { authorization: '/o/oauth2/v2/auth', token: '/token', userinfo: '/v1/userinfo' },
  scope: 'openid email profile',
  account: {
    sub: '108822013377001122334',
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    email: 'ada@uni.example',
    email_verified: true,
    hd: 'uni.example',
  },
  cancelled: { error: 'access_denied' },
  extra: { iss: 'https://accounts.google.com', scope: 'email profile openid', authuser: '0', prompt: 'none' },
  isClient: (_headers, form) => isFormClient(googleClient, form),
  isAsked: () => true,
  person: (account) => account,
  wrongClient: { status: 401, body: { error: 'invalid_client', error_description: 'The OAuth client was not found.' } },
  codeUsed: googleGrant,
  codeExpired: googleGrant,
  codeUnknown: { status: 400, body: { error: 'invalid_grant', error_description: 'Malformed auth code.' } },
  rateLimit: {
    status: 403,
    body: {
      error: { code: 403, message: 'Quota', errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }] },
    },
  },
  tokenRefused: {
    status: 401,
    body: { error: 'invalid_request', error_description: 'Invalid Credentials' },
  },
};

const graph = (status: number, code: number, message: string, more: object = {}): Said => ({
  status,
  body: { error: { message, type: 'OAuthException', code, ...more, fbtrace_id: 'AbCdEf' } },
});

const facebookClient: Client = { clientId: '992150620993178', clientSecret: 'facebook-secret-of-the-test' };

export const facebook: Dialect = {
  kind: 'facebook',
  client: facebookClient,
  paths: { authorization: '/v24.0/dialog/oauth', token: '/v24.0/oauth/access_token', userinfo: '/v24.0/me' },
  scope: 'public_profile',
  account: { id: '10161234567890123', name: 'Ada Lovelace' },
  cancelled: {
    error: 'access_denied',
    error_code: '200',
    error_description: 'Permissions error',
    error_reason: 'user_denied',
  },
  extra: {},
  isClient: (_headers, form) => isFormClient(facebookClient, form),
  isAsked: (query, token) => {
    const proof = createHmac('sha256', facebookClient.clientSecret).update(token).digest('hex');
    return query.get('appsecret_proof') === proof;
  },
  person: (account) => account,
  wrongClient: graph(400, 1, 'Error validating client secret.'),
  codeUsed: graph(400, 100, 'This authorization code has been used.', { error_subcode: 36009 }),
  codeExpired: graph(400, 100, 'This authorization code has expired.', { error_subcode: 36007 }),
  codeUnknown: graph(400, 100, 'Invalid verification code format.'),
  rateLimit: graph(400, 4, 'Application request limit reached'),
  tokenRefused: graph(400, 100, 'Invalid appsecret_proof provided in the API argument'),
};

const xCode: Said = {
  status: 400,
  body: { error: 'invalid_request', error_description: 'Value passed for the authorization code was invalid.' },
};

const xClient: Client = { clientId: 'rG9n6402A3dbUJKzXTNX4oWHJ', clientSecret: 'x-secret-of-the-test' };

export const x: Dialect = {
  kind: 'x',
  client: xClient,
  paths: { authorization: '/i/oauth2/authorize', token: '/2/oauth2/token', userinfo: '/2/users/me' },
  scope: 'users.read tweet.read',
  account: { id: '2244994945', name: 'Ada Lovelace', username: 'ada' },
  cancelled: { error: 'access_denied' },
  extra: {},
  isClient: ({ authorization }) =>
    authorization === `Basic ${Buffer.from(`${xClient.clientId}:${xClient.clientSecret}`).toString('base64')}`,
  isAsked: () => true,
  person: (account) => ({ data: account }),
  wrongClient: {
    status: 401,
    body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
  },
  codeUsed: xCode,
  codeExpired: xCode,
  codeUnknown: xCode,
  rateLimit: { status: 429, body: { title: 'Too Many Requests', detail: 'Too Many Requests', status: 429 } },
  tokenRefused: { status: 401, body: { title: 'Unauthorized', detail: 'Unauthorized', status: 401 } },
};

function isFormClient({ clientId, clientSecret }: Client, form: URLSearchParams): boolean {
  return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
}
