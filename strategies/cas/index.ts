// CAS 1, 2 and 3: the browser brings a ticket, and the server says whose it is.
import { isLoopbackUrl } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyKind } from '../../src/domain/strategy.ts';
import { readLogoutRequest } from './logout-request.ts';
import type { CasOptions } from './options.ts';
import { probeServer } from './probe.ts';
import { registrationOf } from './registration.ts';
import { readReturn, signOutAt } from './sign-out.ts';
import { CasStrategy } from './strategy.ts';

export const casKind: StrategyKind<CasOptions> = {
  flow: 'redirect',
  create(options, deps) {
    if (!options.server.startsWith('https:') && !isLoopbackUrl(options.server)) {
      throw new VestibuleError('VST_CONFIG_INVALID', 'A CAS server needs an https address', { profile: options.id });
    }
    return {
      strategy: new CasStrategy(options, deps),
      registration: async () => registrationOf(options, deps.urls),
      check: () => probeServer(options, deps),
      close: async () => undefined,
      signOut: signOutAt(options, deps.urls),
      logoutMessage: readReturn,
      ...(options.singleLogout ? { backchannel: async (request) => readLogoutRequest(request.body) } : {}),
    };
  },
};
