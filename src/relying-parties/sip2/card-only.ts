// A terminal that asks for no proof: it learns that a card is one of ours and may be used, and nothing about whose it is.

import { findTypedName } from '../../directory/typed-name.ts';
import { dayIn } from '../../domain/day.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { UserSummary } from '../../domain/user.ts';
import { ineligible } from '../../resolution/decide.ts';
import { codeOfRefusal } from '../../resolution/outcome-code.ts';
import { releaseOf } from '../release.ts';
import type { PatronTold } from './answers.ts';
import type { Sip2DoorDeps } from './deps.ts';
import type { PatronQuestion } from './patron.ts';
import type { Refusals } from './refusals.ts';
import type { Terminal } from './terminals.ts';

export async function cardOnly(
  deps: Sip2DoorDeps,
  refusals: Refusals,
  question: PatronQuestion,
  name: string,
): Promise<PatronTold> {
  const { terminal } = question;
  const { institution, types, config } = terminal;
  const now = deps.clock.now();
  const targets = [{ type: 'types', types } as const];
  const typed = await findTypedName(deps.users, institution.slug, institution.types, targets, name, now);
  const user = typed.person;
  const code =
    user === undefined ? 'VST_NOT_KNOWN_HERE' : refusalOf(terminal, user, dayIn(institution.config.timeZone, now));
  if (user === undefined || code !== undefined) {
    return refusals.cardUnknown(question, code ?? 'VST_NOT_KNOWN_HERE', typed.people);
  }
  await deps.audit({
    at: now,
    institution: institution.slug,
    action: 'release',
    // Nobody proved anything: somebody held a card to a reader.
    actor: 'nobody',
    via: 'sip2',
    userId: user.id,
    relyingParty: config.id,
    detail: { door: 'sip2', credential: 'card-only', user: user.primaryIdentifier },
  });
  return { known: true, proven: false, denied: false, fields: [], screen: '' };
}

function refusalOf({ release }: Terminal, user: UserSummary, today: string): ErrorCode | undefined {
  const reason = ineligible(user, today);
  if (reason !== undefined) return codeOfRefusal(reason);
  const outcome = releaseOf({ release, user, identifiers: [], today, pseudonym: () => '' });
  return outcome.type === 'refused' ? outcome.code : undefined;
}
