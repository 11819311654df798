// Sign-in by the OAuth 2.0 authorization code: what is the same at every provider. A provider says where the browser goes
// and whose code it brought.
import { Strategy } from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, StrategyFailure, StrategyLogin, StrategyRequest } from '../../src/domain/strategy.ts';
import { failureOf, hearsay } from './ended.ts';
import { type Grant, makeProof, type Proof, readReturn } from './proof.ts';
import { type AskUpstream, upstreamAsker } from './upstream.ts';

/** What of a profile's options every provider has. */
export interface CodeOptions {
  readonly id: string;
  readonly clientId: string;
  readonly timeoutSeconds: number;
  readonly reauthentication: 'ask' | 'refuse';
}

export abstract class CodeStrategy<Options extends CodeOptions> extends Strategy {
  // Not `#` fields: Passport runs a copy of the instance, made by `Object.create`.
  protected readonly options: Options;
  protected readonly deps: StrategyDeps;
  /** What `iss` of a return must be where it comes (RFC 9207). */
  protected readonly responseIssuer: string | undefined = undefined;
  /** Whether it can be asked without showing the person anything. */
  protected readonly isSilent: boolean = false;

  constructor(options: Options, deps: StrategyDeps) {
    super();
    this.options = options;
    this.deps = deps;
  }

  /** Where the browser is sent. */
  protected abstract authorizationUrl(proof: Proof, signIn: StrategyLogin): string | Promise<string>;

  /** Redeems the code and asks who she is. Throws Ended where the upstream gives no person. */
  protected abstract personOf(grant: Grant, ask: AskUpstream): Promise<Assertion>;

  override authenticate(request: StrategyRequest): void {
    const step = request.signIn.phase === 'begin' ? this.begin(request.signIn) : this.finish(request);
    step.catch((error: unknown) => {
      const failure = failureOf(error);
      if (failure === undefined) this.error(error);
      else this.fail(failure);
    });
  }

  private async begin(signIn: StrategyLogin): Promise<void> {
    const { attemptId } = signIn;
    if (attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'A redirect needs an attempt');
    const refusal = this.refusalOf(signIn);
    if (refusal !== undefined) {
      this.fail(refusal);
      return;
    }
    const proof = makeProof(signIn, attemptId, this.options.id, this.deps.random);
    this.redirect(await this.authorizationUrl(proof, signIn));
  }

  /** What this provider cannot be made to do is refused before she is sent away. The upstream itself said nothing. */
  private refusalOf({ forceAuthn, passive }: StrategyLogin): StrategyFailure | undefined {
    if (forceAuthn && this.options.reauthentication === 'refuse') {
      return hearsay('credentials', 'a fresh proof is wanted, and this profile has reauthentication: refuse');
    }
    return passive && !this.isSilent ? hearsay('credentials', 'this provider cannot be asked silently') : undefined;
  }

  private async finish(request: StrategyRequest): Promise<void> {
    const returned = readReturn(request, this.options.id, this.responseIssuer);
    if (returned.type !== 'granted') {
      this.fail(returned);
      return;
    }
    const signal = AbortSignal.timeout(this.options.timeoutSeconds * 1000);
    this.success(await this.personOf(returned, upstreamAsker(this.deps.outbound.fetch, signal)));
  }
}
