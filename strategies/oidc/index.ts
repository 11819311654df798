// OpenID Connect upstreams: authorization code with PKCE, state, nonce and `iss`, on openid-client.
import { isLoopbackUrl } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyKind } from '../../src/domain/strategy.ts';
import { createDiscovery } from './discover.ts';
import { checkUpstream } from './health.ts';
import { logoutTokenReader } from './logout-token.ts';
import type { OidcOptions } from './options.ts';
import { registrationOf } from './registration.ts';
import { readReturn, signOutAt } from './sign-out.ts';
import { OidcStrategy } from './strategy.ts';

export const oidcKind: StrategyKind<OidcOptions> = {
  flow: 'redirect',
  create(options, deps) {
    if (!options.issuer.startsWith('https:') && !isLoopbackUrl(options.issuer)) {
      throw new VestibuleError('VST_CONFIG_INVALID', 'An OpenID Connect issuer needs an https address', {
        profile: options.id,
      });
    }
    const discovery = createDiscovery(options, deps);
    return {
      strategy: new OidcStrategy(options, deps, discovery),
      registration: async () => registrationOf(options, deps),
      check: () => checkUpstream(options, deps, discovery),
      close: async () => undefined,
      ...(options.responseMode === 'form_post' ? { returnsByPost: true } : {}),
      ...(options.backchannelLogout ? { backchannel: logoutTokenReader(options, deps, discovery) } : {}),
      ...(options.signOut === 'never' ? {} : { signOut: signOutAt(discovery, deps), logoutMessage: readReturn }),
    };
  },
};
