// Whose address a service is. Nothing is sent to, and nothing answered about, an address that belongs to no application.
import type { CasRelyingParty, InstitutionConfig } from '../../../config/schema.ts';
import { fixedPath, isServiceWithin, normalService } from '../../domain/service-url.ts';

export interface Service {
  readonly url: string;
  readonly party: CasRelyingParty;
}

/** @param text as a client wrote it; of several registered addresses that fit, the longest counts */
export function serviceOf(config: InstitutionConfig, text: string): Service | undefined {
  const url = normalService(text);
  if (url === undefined) return undefined;
  const fitting = casParties(config).flatMap((party) =>
    party.services
      .filter((registered) => isServiceWithin(url, registered))
      .map((registered) => ({ party, length: fixedPath(registered) })),
  );
  const best = fitting.toSorted((one, other) => other.length - one.length)[0];
  return best === undefined ? undefined : { url, party: best.party };
}

export function casPartyOf(config: InstitutionConfig, id: string): CasRelyingParty | undefined {
  return casParties(config).find((party) => party.id === id);
}

/** A proxy callback as it is called, if it is one of this application's. */
export function callbackOf({ proxy }: CasRelyingParty, pgtUrl: string): string | undefined {
  const url = normalService(pgtUrl);
  if (url === undefined || !url.startsWith('https:')) return undefined;
  return proxy?.callbacks.some((registered) => isServiceWithin(url, registered)) === true ? url : undefined;
}

function casParties({ relyingParties }: InstitutionConfig): readonly CasRelyingParty[] {
  return relyingParties.filter((party) => party.kind === 'cas').filter(({ enabled }) => enabled);
}
