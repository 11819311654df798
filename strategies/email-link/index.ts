// Email as a login method. The upstream is the mailbox: `begin` sends the browser to the page that asks for the address,
// and `return` takes the proof that the link or the code of the mail left behind, once.
import { Strategy } from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import { type EmailProof, emailProofSpace } from '../../src/domain/email-proof.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, StrategyFailure, StrategyKind, StrategyRequest } from '../../src/domain/strategy.ts';
import type { EmailLinkOptions } from './options.ts';

class EmailLinkStrategy extends Strategy {
  override readonly name = 'email-link';
  readonly options: EmailLinkOptions;
  readonly deps: StrategyDeps;

  constructor(options: EmailLinkOptions, deps: StrategyDeps) {
    super();
    this.options = options;
    this.deps = deps;
  }

  override async authenticate(req: StrategyRequest): Promise<void> {
    try {
      if (req.signIn.phase === 'begin') return this.redirect(this.pageOf(req.signIn.attemptId));
      const { proof: id } = req.query;
      const proof = typeof id === 'string' ? await this.take(id) : undefined;
      if (proof === undefined || !this.isFor(proof, req.signIn.attemptId)) return this.fail(notProved);
      this.success(assertionOf(proof));
    } catch (error) {
      this.error(error);
    }
  }

  pageOf(attemptId: string | undefined): string {
    if (attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'Email login began without an attempt');
    const page = new URL('email', this.deps.urls.callback);
    page.searchParams.set('attempt', attemptId);
    return page.href;
  }

  async take(id: string): Promise<EmailProof | undefined> {
    const text = /^[\w-]{20,64}$/.test(id) ? await this.deps.ephemeral.take(emailProofSpace, id) : undefined;
    return text === undefined ? undefined : (JSON.parse(text) as EmailProof);
  }

  isFor({ institution, profile, attemptId }: EmailProof, attempt: string | undefined): boolean {
    return institution === this.deps.institution && profile === this.options.id && attemptId === attempt;
  }
}

/** Nobody comes here with less than a proof, so no fallback rests on it. */
const notProved: StrategyFailure = {
  type: 'refused',
  reason: 'expired',
  detail: 'no proof of an address stands here for this attempt',
  hearsay: true,
};

function assertionOf({ profile, address, userId, provedAt }: EmailProof): Assertion {
  return {
    profile,
    issuer: 'internal',
    subject: address,
    attributes: {},
    verifiedEmails: [address],
    authenticatedAt: provedAt,
    methods: ['otp'],
    resolvedUserId: userId,
  };
}

export const emailLinkKind: StrategyKind<EmailLinkOptions> = {
  flow: 'redirect',
  create: (options, deps) => ({
    strategy: new EmailLinkStrategy(options, deps),
    registration: async () => ({ facts: [{ label: 'issuer', value: 'internal' }], certificates: [] }),
    ...(deps.checkMail === undefined ? {} : { check: deps.checkMail }),
    close: async () => undefined,
  }),
};
