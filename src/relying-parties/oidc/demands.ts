// What an authorization request asks of where the person comes from and how she proves who she is. What cannot be read says
// nothing: a wish is never an error.
import type { OidcRelyingParty } from '../../../config/schema.ts';
import type { LoginRequest, UpstreamHint } from '../../domain/login.ts';
import { type AskedClaims, askedClaims } from './asked-claims.ts';

type Params = Readonly<Record<string, unknown>>;

/** Names of our own for one thing: Keycloak's clients know the second. */
export const hintParameters = ['idp_hint', 'kc_idp_hint'] as const;

const longestHint = 255;
const longestUpstream = 1024;
const listMax = 20;

export type DoorDemands = Pick<LoginRequest, 'profiles' | 'contexts' | 'needsContext'>;

/** Demands that a session has to meet, whoever's it is. */
export function demandsOf(party: Pick<OidcRelyingParty, 'profiles'> | undefined, params: Params): DoorDemands {
  const { contexts, isEssential } = contextsOf(params, askedClaims(params['claims']));
  return {
    ...(party?.profiles === undefined ? {} : { profiles: party.profiles }),
    ...(contexts.length === 0 ? {} : { contexts, needsContext: isEssential }),
  };
}

/** Wishes that decide nothing by themselves. */
export function wishesOf(params: Params): Pick<LoginRequest, 'loginHint' | 'hint' | 'languages'> {
  const hint = hintParameters.flatMap((name) => upstreamHint(textOf(params[name])) ?? []).at(0);
  const languages = listOf(params['ui_locales']);
  const loginHint = textOf(params['login_hint']);
  return {
    loginHint: loginHint !== undefined && loginHint.length <= longestHint ? loginHint : undefined,
    ...(hint === undefined ? {} : { hint }),
    ...(languages.length === 0 ? {} : { languages }),
  };
}

/** `profile`, or `profile:upstream` where the profile has several. */
export function upstreamHint(text: string | undefined): UpstreamHint | undefined {
  const [, profile, idp] = /^([a-z0-9-]{1,40})(?::([^\s\p{Cc}]+))?$/u.exec(text ?? '') ?? [];
  if (profile === undefined || (idp?.length ?? 0) > longestUpstream) return undefined;
  return idp === undefined ? { profile } : { profile, idp };
}

/** OpenID Connect Core sections 3.1.2.1 and 5.5.1.1: `acr_values` is a wish; in `claims` it may be essential. */
function contextsOf(params: Params, { acr }: AskedClaims) {
  if (acr !== undefined && acr.essential) return { contexts: acr.values, isEssential: true };
  return { contexts: [...new Set([...listOf(params['acr_values']), ...(acr?.values ?? [])])], isEssential: false };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): readonly string[] {
  return (textOf(value) ?? '').split(' ').filter(Boolean).slice(0, listMax);
}
