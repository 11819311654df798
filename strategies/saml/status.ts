// What an identity provider's failure means here. SAML Core 3.2.2.2.
import type { StrategyRefusal } from '../../src/domain/strategy.ts';
import { type Fault, fault } from '../../src/saml/fault.ts';
import type { ResponseFacts } from './facts.ts';

const prefix = 'urn:oasis:names:tc:SAML:2.0:status:';

const meanings: Readonly<Record<string, StrategyRefusal>> = {
  AuthnFailed: 'credentials',
  UnknownPrincipal: 'unknown',
  RequestDenied: 'cancelled',
  // The upstream was told to show nothing and would have had to ask.
  NoPassive: 'cancelled',
};

/** A refusal of the person where a second-level code says so; a bare Requester or VersionMismatch is our fault. */
export function faultOfStatus({ status, signed }: ResponseFacts): Fault {
  const [outer, inner] = status.map((code) => (code.startsWith(prefix) ? code.slice(prefix.length) : code));
  const meaning = inner === undefined ? undefined : meanings[inner];
  const reason = meaning ?? (outer === 'Responder' ? 'credentials' : 'invalid');
  const said = [outer, inner].filter((code) => code !== undefined).join(' / ') || 'no status';
  return fault('status', `the identity provider answered ${said}${signed ? '' : ' (unsigned)'}`, reason);
}
