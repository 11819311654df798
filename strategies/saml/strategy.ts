import { AbstractStrategy } from '@node-saml/passport-saml';
import type { Assertion } from '../../src/domain/assertion.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Random } from '../../src/domain/ports/random.ts';
import type { StrategyFailure, StrategyRequest } from '../../src/domain/strategy.ts';
import type { NoProvider, Searched } from './providers.ts';
import { prepareRequest } from './request.ts';
import { findDistrust, readReturn, type SamlProfile } from './return.ts';

/** How Passport is told what became of one request. */
interface Ends {
  success(assertion: Assertion): void;
  fail(failure: StrategyFailure, status: number): void;
  redirect(url: string): void;
  pass(): void;
}

/**
 * The Passport strategy of one SAML login profile: passport-saml's, with its own `authenticate`. The inherited one
 * writes the POST binding's page into the response, lets the caller's RelayState through and reads messages from the
 * address; and its instance keeps per-login options, which a profile shared by many sign-ins cannot.
 */
export class SamlStrategy extends AbstractStrategy {
  /** Requests and responses have an instance of node-saml each. */
  static override readonly newSamlProviderOnConstruct = false;

  // No `#private` fields: Passport may run a strategy on an object made from it, which would not have them.
  private readonly profile: SamlProfile;
  private readonly random: Random;

  constructor(profile: SamlProfile, random: Random) {
    const { sp } = profile;
    const unused = () => {
      throw new VestibuleError('VST_INTERNAL', 'SAML messages are read by readReturn only.');
    };
    super(
      // The base class wants a key; none is used, because messages are not read by it.
      { name: 'saml', issuer: sp.entityId, callbackUrl: sp.callback, idpCert: 'unused' },
      unused,
      unused,
    );
    this.profile = profile;
    this.random = random;
  }

  override authenticate(request: StrategyRequest): void {
    // Passport writes this request's ends onto the instance, and the next request's over them: take them now, before
    // anything is awaited, or one person's answer would end another person's request.
    const ends: Ends = {
      success: this.success.bind(this),
      fail: this.fail.bind(this),
      redirect: this.redirect.bind(this),
      pass: this.pass.bind(this),
    };
    const failed = this.error.bind(this);
    const step = request.signIn.phase === 'begin' ? this.beginSignIn(request, ends) : this.readAnswer(request, ends);
    step.catch((error: unknown) => failed(error instanceof Error ? error : new Error(String(error))));
  }

  private async beginSignIn(request: StrategyRequest, ends: Ends): Promise<void> {
    const { signIn } = request;
    const { options, sp, providers, clock, replay } = this.profile;
    const { attemptId, forceAuthn, passive, contexts } = signIn;
    if (attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'A SAML sign-in begins with an attempt.');
    const found = await this.chosen(request);
    if (found.type === 'choose') {
      const { choices, search, last } = found;
      signIn.choose(choices, { ...(search === undefined ? {} : { search }), last });
      return ends.pass();
    }
    if (found.type !== 'provider') return ends.fail(failureOf(found), found.type === 'refused' ? 400 : 502);
    const { idp } = found;
    const issuedAt = clock.now();
    const distrust = findDistrust(idp, issuedAt);
    if (distrust !== undefined) {
      throw new VestibuleError('VST_CONFIG_INVALID', distrust.detail, { profile: options.id, check: distrust.check });
    }
    signIn.state['entityId'] = idp.entityId;
    if (providers.only === undefined) signIn.chose(idp.entityId);
    const id = `_${this.random.token()}`;
    const prepared = await prepareRequest(
      {
        id,
        issuedAt,
        binding: options.requestBinding,
        url: idp.singleSignOnUrl,
        nameIdFormat: options.nameIdFormat,
        forceAuthn,
        passive,
        contexts,
      },
      sp,
    );
    await replay.remember(id, { attemptId, entityId: idp.entityId, madeAt: issuedAt, forceAuthn });
    if (prepared.type === 'redirect') return ends.redirect(prepared.url);
    signIn.post(prepared.url, prepared.fields);
    ends.pass();
  }

  /** The one that the address names; else the one that the application guesses, if there is such a one; else the list. */
  private async chosen(request: StrategyRequest): Promise<Awaited<ReturnType<SamlProfile['providers']['choose']>>> {
    const { providers } = this.profile;
    const { query, signIn } = request;
    const named = query['idp'] ?? query['entityID'];
    // Where nothing may be shown, she is taken to come from where she came from last.
    const guessed = signIn.idp ?? (signIn.passive ? signIn.lastUpstream : undefined);
    const found =
      named === undefined && guessed !== undefined ? await providers.choose(guessed, searchedIn(request)) : undefined;
    return found?.type === 'provider' ? found : providers.choose(named, searchedIn(request));
  }

  private async readAnswer(request: StrategyRequest, ends: Ends): Promise<void> {
    const outcome = await readReturn(this.profile, request.body, request.query);
    if (outcome.attemptId !== undefined) request.signIn.foundAttempt(outcome.attemptId);
    if (outcome.type === 'asserted' && outcome.attemptId === undefined) request.signIn.begunByUpstream();
    if (outcome.type === 'asserted') return ends.success(outcome.assertion);
    const { check, detail, reason } = outcome.fault;
    const failure: StrategyFailure = { type: 'refused', reason, detail: `${check}: ${detail}` };
    ends.fail(failure, reason === 'invalid' ? 400 : 403);
  }
}

const queryMax = 200;

/** What the address says of the page where identity providers are searched; anything odd is the first page of all. */
function searchedIn({ query, signIn }: StrategyRequest): Searched {
  const { q, page } = query;
  return {
    query: typeof q === 'string' ? q.slice(0, queryMax).trim() : '',
    page: typeof page === 'string' && /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
    language: signIn.language,
    last: signIn.lastUpstream,
  };
}

function failureOf(missing: NoProvider): StrategyFailure {
  return missing.type === 'refused' ? { ...missing, reason: 'invalid' } : missing;
}
