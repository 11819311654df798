import type { StrategyDeps, UpstreamRegistration } from '../../src/domain/strategy.ts';
import type { CodeOptions } from './code-strategy.ts';

/** What the provider's developer pages ask for, in the words they use. */
export function registrationOf(
  options: CodeOptions,
  deps: Pick<StrategyDeps, 'urls'>,
  words: {
    readonly issuer: string;
    readonly redirectUri: string;
    readonly clientId: string;
    readonly authentication: string;
    readonly scopes: readonly string[];
    readonly identifier: string;
  },
): UpstreamRegistration {
  return {
    facts: [
      { label: 'Issuer', value: words.issuer },
      { label: words.redirectUri, value: deps.urls.callback },
      { label: words.clientId, value: options.clientId },
      { label: 'Flow', value: 'authorization code with PKCE (S256)' },
      { label: 'Client authentication', value: words.authentication },
      { label: 'Scopes', value: words.scopes.join(' ') },
      { label: 'Identifier', value: words.identifier },
    ],
    certificates: [],
  };
}
