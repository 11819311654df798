// The library's own password as a login method: a Passport strategy that asks its port and asserts the typed name.
import { Strategy } from 'passport';
import { internalAssertion } from '../../src/domain/assertion.ts';
import type { StrategyDeps, StrategyFailure, StrategyKind, StrategyRequest } from '../../src/domain/strategy.ts';
import type { PasswordOptions } from './options.ts';

class PasswordStrategy extends Strategy {
  override readonly name = 'password';
  readonly options: PasswordOptions;
  readonly deps: StrategyDeps;

  constructor(options: PasswordOptions, deps: StrategyDeps) {
    super();
    this.options = options;
    this.deps = deps;
  }

  override async authenticate(req: StrategyRequest): Promise<void> {
    const { institution, internalPassword, clock } = this.deps;
    const typed = readTyped(req.body);
    if (typed === undefined) return this.fail(notTyped);
    const profile = this.options.id;
    const cause = req.signIn.internalPasswordCause ?? 'chosen';
    try {
      const verdict = await internalPassword.verify({ institution, profile, cause, ...typed });
      if (verdict.type === 'wrong') {
        return this.fail({ type: 'refused', reason: 'credentials', detail: verdict.detail } satisfies StrategyFailure);
      }
      const { userId, mustChange } = verdict;
      this.success(internalAssertion({ profile, name: typed.name, userId, mustChange, authenticatedAt: clock.now() }));
    } catch (error) {
      this.error(error);
    }
  }
}

const notTyped: StrategyFailure = {
  type: 'prompt',
  fields: [
    { name: 'username', type: 'text' },
    { name: 'password', type: 'password' },
  ],
};

function readTyped(body: unknown): { readonly name: string; readonly secret: string } | undefined {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  if (typeof username !== 'string' || typeof password !== 'string' || username.trim() === '') return undefined;
  return { name: username, secret: password };
}

export const passwordKind: StrategyKind<PasswordOptions> = {
  flow: 'form',
  create: (options, deps) => ({
    strategy: new PasswordStrategy(options, deps),
    registration: async () => ({ facts: [{ label: 'issuer', value: 'internal' }], certificates: [] }),
    close: async () => undefined,
  }),
};
