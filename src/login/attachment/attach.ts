// The end of an attachment: what was proved at the provider becomes an identifier of one user, or it is said why not. What it
// is of anybody else is told to staff and to nobody here.

import { keyOf } from '../../directory/folding.ts';
import { type AttachProvedOutcome, attachProved } from '../../directory/identifiers/attach-proved.ts';
import type { Assertion } from '../../domain/assertion.ts';
import { invitationTries } from '../../domain/invitation.ts';
import type { TraceStep } from '../../domain/resolution.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { refusalOf } from '../../resolution/decide.ts';
import { lookedUpSteps } from '../../resolution/look-up.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import { confirmByLetter } from './confirm-letter.ts';
import { readIdentity } from './identity.ts';
import { invitePath, methodsPath, showAttached, showNotAttached } from './pages.ts';
import { attachmentCode, recordAttachment } from './record.ts';

export interface ForWhom {
  readonly userId: string;
  readonly epoch: number;
  readonly invitation?: { readonly id: string; readonly by: string } | undefined;
}

export async function attachIdentity(
  deps: LoginDeps,
  visit: Visit,
  profile: ProfileRuntime,
  assertion: Assertion,
  whom: ForWhom,
): Promise<void> {
  const { userId, invitation } = whom;
  const by = invitation === undefined ? 'herself' : 'invitation';
  const code = attachmentCode(deps);
  const { identity, steps: read } = readIdentity(visit, profile, assertion);
  const outcome: AttachProvedOutcome =
    identity === undefined
      ? { type: 'refused', why: 'the assertion gives no identifier to attach' }
      : await attachProved(
          deps.attachments.directory(visit.institution.config),
          { who: userId, via: by === 'invitation' ? 'invitation' : 'self' },
          {
            ...whom,
            ...identity,
            admission: profile.config,
            note: by === 'invitation' ? 'attached by invitation' : 'attached by the user',
            facts: { profile: profile.config.id, by, trace: code },
          },
          refusalOf,
        );
  const found = identity === undefined ? [] : await whoseItIs(deps, visit, identity);
  const steps = [...read, ...found, await forStep(deps, visit, userId), endStep(outcome)];
  const isDone = outcome.type === 'attached';
  await recordAttachment(deps, visit, code, {
    action: isDone ? 'identity-attached' : 'attachment-refused',
    outcome: isDone ? 'attached' : codeOf(outcome),
    profile: profile.config.id,
    steps,
    userId,
    identifierType: identity?.type,
    holder: outcome.type === 'taken' ? outcome.holder : undefined,
    by,
  });
  if (outcome.type !== 'attached') return refuse(deps, visit, outcome, code, invitation);
  if (!outcome.wasHers)
    await confirmByLetter(deps, visit, outcome.user, { what: 'attached', profile: profile.config.id });
  const { slug } = visit.institution;
  const view = {
    what: 'done',
    profileLabel: visit.text(profile.config.label),
    signInHref: invitation === undefined ? undefined : `/${slug}/login/${profile.config.id}`,
    methodsHref: invitation === undefined ? methodsPath(visit) : undefined,
  } as const;
  showAttached(visit, view, `/${slug}/login`);
}

type NotAttached = Exclude<AttachProvedOutcome, { type: 'attached' }>;

/** An identity that cannot be hers uses up a try of the invitation: whoever holds it does not try out whose is whose. */
async function refuse(
  { attachments, clock }: LoginDeps,
  visit: Visit,
  outcome: NotAttached,
  reference: string,
  invitation: ForWhom['invitation'],
): Promise<void> {
  if (invitation !== undefined && outcome.type !== 'over') {
    const trouble = { outcome: codeOf(outcome), trace: reference };
    const { slug } = visit.institution;
    await attachments.invitations.refused(slug, invitation.id, trouble, invitationTries, clock.now());
  }
  const againHref = invitation === undefined ? methodsPath(visit) : invitePath(visit);
  showNotAttached(visit, outcome.type === 'over' ? 'over' : 'refused', { reference, againHref });
}

function codeOf({ type }: NotAttached): string {
  if (type === 'taken') return 'VST_IDENTIFIER_TAKEN';
  return type === 'over' ? 'VST_LINK_OVER' : 'VST_NOT_ALLOWED';
}

/** As it stands after the decision: staff see there who holds it. */
async function whoseItIs(
  { attachments }: LoginDeps,
  visit: Visit,
  { type, value }: { readonly type: string; readonly value: string },
): Promise<readonly TraceStep[]> {
  const { slug, config, types } = visit.institution;
  const keys = [keyOf(types, type, value)];
  const holdings = await attachments.directory(config).users.holdings(slug, keys);
  return lookedUpSteps(keys, [type], holdings, types);
}

async function forStep({ users }: LoginDeps, visit: Visit, userId: string): Promise<TraceStep> {
  const user = await users.summary(visit.institution.slug, userId);
  const detail = user === undefined ? `${userId}, who is no more` : `${user.primaryIdentifier} (${user.id})`;
  return { type: 'checked', check: 'to be attached to', passed: user !== undefined, detail };
}

function endStep(outcome: AttachProvedOutcome): TraceStep {
  switch (outcome.type) {
    case 'attached':
      return { type: 'decided', outcome: outcome.wasHers ? 'hers already' : 'attached' };
    case 'taken':
      return { type: 'decided', outcome: 'not attached', reason: 'another user has it, or it is held back' };
    case 'over':
    case 'refused':
      return { type: 'decided', outcome: 'not attached', reason: outcome.why };
  }
}
