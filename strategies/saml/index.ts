import type { StrategyKind } from '../../src/domain/strategy.ts';
import type { SamlOptions } from './options.ts';
import { identityProvider, serviceProvider } from './parties.ts';
import { describeRegistration } from './registration.ts';
import { replayGuard } from './replay.ts';
import { SamlStrategy } from './strategy.ts';

/** SAML 2.0 Web Browser SSO, service provider side. */
export const samlKind: StrategyKind<SamlOptions> = {
  flow: 'redirect',
  create(options, { institution, urls, secrets, ephemeral, clock, random }) {
    const sp = serviceProvider(options, urls, secrets);
    const idp = identityProvider(options, secrets);
    const replay = replayGuard(ephemeral, institution, options.id);
    return {
      strategy: new SamlStrategy({ options, sp, idp, clock, replay }, random),
      registration: async () => describeRegistration(options, sp, idp),
      close: async () => {},
    };
  },
};
