// An LDAP directory as a login method: a Passport strategy that is handed a typed name and password.
import { X509Certificate } from 'node:crypto';
import { Strategy } from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import type {
  StrategyDeps,
  StrategyFailure,
  StrategyKind,
  StrategyRequest,
  UpstreamCheck,
  UpstreamRegistration,
} from '../../src/domain/strategy.ts';
import { type Directory, openDirectory } from './directory.ts';
import { wantedAttributes } from './entry.ts';
import type { LdapOptions } from './options.ts';

class LdapStrategy extends Strategy {
  override readonly name = 'ldap';
  readonly options: LdapOptions;
  readonly directory: Directory;
  readonly now: () => number;

  constructor(options: LdapOptions, directory: Directory, now: () => number) {
    super();
    this.options = options;
    this.directory = directory;
    this.now = now;
  }

  override async authenticate(req: StrategyRequest): Promise<void> {
    const typed = readTyped(req.body);
    if ('type' in typed) return this.fail(typed);
    try {
      const answer = await this.directory.check(typed.name, typed.password);
      if (answer.type === 'right') this.success(toAssertion(this.options, answer, this.now()));
      else this.fail(answer);
    } catch (error) {
      this.error(error);
    }
  }
}

type RightAnswer = Extract<Awaited<ReturnType<Directory['check']>>, { type: 'right' }>;

function toAssertion({ id, directory }: LdapOptions, { dn, attributes }: RightAnswer, now: number): Assertion {
  return {
    profile: id,
    issuer: directory,
    subject: dn,
    attributes,
    verifiedEmails: [],
    authenticatedAt: now,
    methods: ['pwd'],
  };
}

const prompt: StrategyFailure = {
  type: 'prompt',
  fields: [
    { name: 'username', type: 'text' },
    { name: 'password', type: 'password' },
  ],
};

/**
 * An empty password makes a bind an unauthenticated one, which many servers let succeed (RFC 4513 section 5.1.2), and a
 * NUL may end it early on the other side: neither is ever sent.
 */
function readTyped(body: unknown): { readonly name: string; readonly password: string } | StrategyFailure {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  if (typeof username !== 'string' || typeof password !== 'string') return prompt;
  const name = username.normalize('NFC').trim();
  const refused = (detail: string): StrategyFailure => ({ type: 'refused', reason: 'credentials', detail });
  if (name === '') return refused('no name was typed');
  if (name.length > 255 || name.includes('\0') || !name.isWellFormed()) return refused('the name can be no name');
  if (password.trim() === '') return refused('no password was typed');
  if (password.includes('\0') || !password.isWellFormed()) return refused('the password can be no password');
  return { name, password };
}

function registrationOf(options: LdapOptions): UpstreamRegistration {
  const { bind } = options;
  const attributes = wantedAttributes(options);
  const looked =
    bind.type === 'direct'
      ? [{ label: 'bind DN', value: bind.dn }]
      : [
          { label: 'service account', value: bind.dn },
          { label: 'search base', value: bind.base },
          { label: 'search filter', value: bind.filter },
        ];
  return {
    facts: [
      { label: 'directory', value: options.directory },
      { label: 'servers', value: options.servers.map(({ url }) => url).join(', '), internal: true },
      ...looked.map((fact) => ({ ...fact, internal: true as const })),
      { label: 'attributes', value: attributes.join(', ') },
    ],
    certificates: options.servers.flatMap(({ url, ca }) => (ca === undefined ? [] : [trusted(url, ca)])),
  };
}

function trusted(url: string, pem: string): UpstreamRegistration['certificates'][number] {
  const { fingerprint256, validFromDate, validToDate } = new X509Certificate(pem);
  return {
    use: `trusted for ${url}`,
    pem,
    fingerprint: fingerprint256,
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    internal: true,
  };
}

/** A certificate that only we were given: nobody else tells us that it ends. */
function trustedChecks({ servers }: LdapOptions, now: number): readonly UpstreamCheck[] {
  return servers.flatMap(({ url, ca }) => {
    if (ca === undefined) return [];
    const endsAt = new X509Certificate(ca).validToDate.getTime();
    const day = new Date(endsAt).toISOString().slice(0, 10);
    const isOver = endsAt <= now;
    const detail = isOver ? `it ended on ${day}. Put the directory's new one under "ca"` : `good until ${day}`;
    return [{ name: `certificate trusted for ${url}`, ok: !isOver, detail, endsAt }];
  });
}

export const ldapKind: StrategyKind<LdapOptions> = {
  flow: 'form',
  create(options, deps: StrategyDeps) {
    const directory = openDirectory(options, deps);
    return {
      strategy: new LdapStrategy(options, directory, () => deps.clock.now()),
      registration: async () => registrationOf(options),
      check: async () => [...(await directory.probe()), ...trustedChecks(options, deps.clock.now())],
      close: async () => directory.close(),
    };
  },
};
