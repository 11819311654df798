// Which way in: at once to one login profile, or the list to choose from. Pure: what is known goes in, a decision comes out.
import type { LoginProfile } from '../../config/schema.ts';
import type { LoginRequest } from '../domain/login.ts';

/** What of a login profile counts here. */
export type Way = Pick<LoginProfile, 'id' | 'listed' | 'default' | 'domains' | 'contexts' | 'silent'>;

export interface Known {
  /** Enabled ones only, in the institution's order. */
  readonly ways: readonly Way[];
  /** By which one somebody last came in with this browser. */
  readonly last: string | undefined;
  /** The person asks for the list. */
  readonly wantsList: boolean;
}

type Wishes = Pick<LoginRequest, 'profile' | 'profiles' | 'hint' | 'loginHint' | 'contexts' | 'needsContext'>;

export type Choice =
  | { readonly type: 'profile'; readonly id: string }
  | { readonly type: 'list' }
  /** The address names a profile that is not there, or that the application does not take. */
  | { readonly type: 'unknown' }
  /** No profile gives what the application cannot do without. */
  | { readonly type: 'context-not-met' };

/** An address that names its profile comes first, then the person's own wish, then the application's hints, then the default. */
export function choose(request: Wishes, { ways, wantsList }: Known): Choice {
  const usable = usableWays(request, ways);
  if (request.profile !== undefined) {
    return usable.some(({ id }) => id === request.profile)
      ? { type: 'profile', id: request.profile }
      : { type: 'unknown' };
  }
  if (request.needsContext === true && usable.length === 0) return { type: 'context-not-met' };
  if (wantsList) return { type: 'list' };
  const meant =
    usable.find(({ id }) => id === request.hint?.profile) ??
    onlyOne(usable.filter(({ domains }) => isOfDomain(request.loginHint, domains))) ??
    usable.find((way) => way.default) ??
    onlyOne(listedWays(request, ways));
  return meant === undefined ? { type: 'list' } : { type: 'profile', id: meant.id };
}

/**
 * The ways that may be taken at all, hidden ones too: those that the application takes, in its order; where it cannot do
 * without some context, those that give it.
 */
export function usableWays<W extends Way>(
  { profiles, contexts = [], needsContext }: Wishes,
  ways: readonly W[],
): readonly W[] {
  const taken = profiles === undefined ? ways : profiles.flatMap((name) => ways.filter(({ id }) => id === name));
  return needsContext === true ? taken.filter((way) => gives(way, contexts)) : taken;
}

/** Those of the list: the ones that give a context which the application wishes for come first. */
export function listedWays<W extends Way>(request: Wishes, ways: readonly W[]): readonly W[] {
  const shown = usableWays(request, ways).filter(({ listed }) => listed || request.profiles !== undefined);
  const { contexts = [] } = request;
  return [...shown.filter((way) => gives(way, contexts)), ...shown.filter((way) => !gives(way, contexts))];
}

/** The one upstream that is asked silently: the one that this browser last came from, else the first that can be asked. */
export function silentWay(request: Wishes, { ways, last }: Pick<Known, 'ways' | 'last'>): string | undefined {
  const able = usableWays(request, ways).filter(
    ({ id, silent }) => silent && (request.profile === undefined || request.profile === id),
  );
  const meant = able.find(({ id }) => id === request.hint?.profile) ?? able.find(({ id }) => id === last) ?? able[0];
  return meant?.id;
}

function gives({ contexts = [] }: Way, wanted: readonly string[]): boolean {
  return contexts.some((context) => wanted.includes(context));
}

/** The domain itself, and the hosts below it. */
function isOfDomain(hint: string | undefined, domains: readonly string[] | undefined): boolean {
  const at = hint?.lastIndexOf('@') ?? -1;
  if (hint === undefined || at < 1 || domains === undefined) return false;
  const domain = hint.slice(at + 1).toLowerCase();
  return domains.some((known) => domain === known || domain.endsWith(`.${known}`));
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
