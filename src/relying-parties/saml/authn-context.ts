// How a person proved who she is, in the words of SAML, and whether that is what an application asks for. SAML Core
// 3.3.2.2.1.
import type { Session } from '../../domain/session.ts';

const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
export const unspecifiedContext = `${classes}unspecified`;
export const passwordContext = `${classes}PasswordProtectedTransport`;
const multiFactor = 'https://refeds.org/profile/mfa';

/** From the weakest; only what stands here can be compared by strength. */
const ranks: ReadonlyMap<string, number> = new Map([
  [unspecifiedContext, 0],
  ['https://refeds.org/profile/sfa', 1],
  [`${classes}Password`, 1],
  [passwordContext, 2],
  [multiFactor, 3],
]);

/** What a message may carry as a URI reference. */
const contextShape = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-[\]_a-z~]{1,500}$/;

/** The upstream's own word, or ours where the password was checked here. */
export function contextOf({ context, methods }: Pick<Session, 'context' | 'methods'>): string {
  if (context !== undefined && contextShape.test(context)) return context;
  return methods.includes('pwd') ? passwordContext : unspecifiedContext;
}

export interface AskedContexts {
  readonly contexts: readonly string[];
  readonly comparison: string;
}

export function meetsContexts(
  session: Pick<Session, 'context' | 'methods'>,
  { contexts, comparison }: AskedContexts,
): boolean {
  if (contexts.length === 0) return true;
  const given = contextOf(session);
  if (comparison === 'exact')
    return contexts.includes(given) || (given === passwordContext && contexts.includes(`${classes}Password`));
  const rank = ranks.get(given);
  const asked = contexts.map((context) => ranks.get(context)).filter((one) => one !== undefined);
  if (comparison !== 'better' && contexts.includes(given)) return true;
  if (rank === undefined || asked.length === 0) return false;
  if (comparison === 'minimum') return asked.some((one) => rank >= one);
  // At least one is outranked by a maximum; every one of them by what is better (Core 3.3.2.2.1).
  if (comparison === 'maximum') return asked.some((one) => rank <= one);
  return asked.every((one) => rank > one);
}
