import type { MatchSource } from '../../src/domain/match-rule.ts';
import type { ProfileUrls, UpstreamRegistration } from '../../src/domain/strategy.ts';
import { validatorUrl } from './addresses.ts';
import type { CasOptions } from './options.ts';

/** What the administrator of the CAS server needs. */
export function registrationOf(options: CasOptions, { callback, logout }: ProfileUrls): UpstreamRegistration {
  return {
    facts: [
      { label: 'CAS server', value: options.server },
      { label: 'Service URL', value: callback },
      { label: 'Service URL as a pattern', value: servicePattern(callback) },
      {
        label: 'Way back after a sign-out, as a pattern',
        value: options.signOut === 'never' ? 'none: nobody is sent there to sign out' : servicePattern(logout),
      },
      { label: 'Protocol', value: `${options.protocol}; tickets are validated at ${validatorUrl(options)}` },
      { label: 'Attribute wanted', value: wanted(options.match.from) },
      { label: 'Proxying', value: 'none: proxy tickets are refused' },
      {
        label: 'Single logout',
        value: options.singleLogout ? 'back channel, a POST to the service URL of the ticket' : 'not wanted',
      },
    ],
    certificates: [],
  };
}

/** A regular expression: CAS servers register services by one. */
function servicePattern(callback: string): string {
  return `^${callback.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}\\?state=[A-Za-z0-9._-]+$`;
}

function wanted(from: MatchSource): string {
  if (from.type === 'attribute') return from.name;
  return from.type === 'subject' ? 'none: the user name is read' : 'none';
}
