import type { StrategyKind } from '../../src/domain/strategy.ts';
import { checkUpstream } from './health.ts';
import { logoAt } from './logos.ts';
import { singleLogout } from './logout/index.ts';
import { logoutRecords } from './logout/waiting.ts';
import type { SamlOptions } from './options.ts';
import { serviceProvider } from './parties.ts';
import { identityProviders } from './providers.ts';
import { describeRegistration } from './registration.ts';
import { replayGuard } from './replay.ts';
import { SamlStrategy } from './strategy.ts';
import { aggregateWarnings, ownWarnings, providerWarnings } from './warnings.ts';

/** SAML 2.0 Web Browser SSO, service provider side. */
export const samlKind: StrategyKind<SamlOptions> = {
  flow: 'redirect',
  create(options, deps) {
    const { institution, urls, secrets, ephemeral, outbound, clock, random } = deps;
    const sp = serviceProvider(options, urls, secrets);
    const providers = identityProviders(options, deps);
    const replay = replayGuard(ephemeral, institution, options.id);
    const warnings = async () => {
      const known = await providers.known();
      const now = clock.now();
      const whole = providers.aggregate && (await aggregateWarnings(providers.aggregate, now));
      return [...ownWarnings(sp, now), ...(whole ?? []), ...known.flatMap((one) => providerWarnings(one, now))];
    };
    const records = logoutRecords(ephemeral, institution, options.id);
    const logout = sp.signing && singleLogout({ options, sp, providers, clock, records }, sp.signing, random);
    return {
      ...logout,
      strategy: new SamlStrategy({ options, sp, providers, clock, replay }, random),
      registration: async () => {
        const status = await providers.aggregate?.status();
        return describeRegistration(options, sp, await providers.known(), await warnings(), status);
      },
      check: () => checkUpstream(options, sp, providers, deps),
      logo: async (entityId) => {
        const address = await providers.logoOf?.(entityId);
        if (address === undefined) return undefined;
        return logoAt(address, { ephemeral, outbound, profile: `${institution}:${options.id}` });
      },
      upkeep: async () => ({ renewed: await providers.renewDue(), warnings: await warnings() }),
      close: async () => providers.aggregate?.close(),
    };
  },
};
