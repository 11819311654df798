// The change that a person proved herself for: one button, once, within minutes of the proof.
import type { Request } from 'express';
import { detachOwn } from '../../directory/identifiers/detach-own.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { renderConfirm } from '../../web/pages/own-methods.ts';
import type { Visit } from '../../web/visit.ts';
import { isFresh, isHerSession } from '../attachment/arrive.ts';
import { confirmByLetter } from '../attachment/confirm-letter.ts';
import { methodsPath, showAttached, showNotAttached } from '../attachment/pages.ts';
import { attachmentCode, recordAttachment } from '../attachment/record.ts';
import { canProveAnew, sendTo } from '../attachment/send-to.ts';
import { handleOf, readUnderWay, takeUnderWay, type UnderWay } from '../attachment/under-way.ts';
import type { LoginDeps } from '../deps.ts';
import { formField } from '../form-fields.ts';
import { waysKnown } from './known.ts';
import { masked } from './mask.ts';
import { typeLabel } from './show-methods.ts';
import { isDetachable, isUsable } from './ways.ts';

type Proved = Extract<UnderWay, { type: 'proved' }>;

export async function showConfirm(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const handle = handleOf(req);
  const { goal, userId } = await provedFor(deps, visit, handle);
  const base = methodsPath(visit);
  const view = {
    goal: goal.type === 'attach' ? goal : { type: goal.type, ...(await shown(deps, visit, userId, goal.identifier)) },
    profileLabel: labelOf(visit, goal.profile),
    action: `${base}/go`,
    fields: { a: handle },
    keepHref: base,
  };
  visit.send(200, renderConfirm(visit.frame(`${base}/go?a=${handle}`), view, visit.translate));
}

export async function submitConfirm(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const handle = formField(req, 'a', 64);
  const proved = await provedFor(deps, visit, handle);
  if (proved.goal.type === 'detach') {
    await takeUnderWay(deps, visit, handle);
    return detach(deps, visit, proved, proved.goal);
  }
  const profile = visit.institution.profiles.get(proved.goal.profile);
  if (profile === undefined) throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile was switched off.');
  // Spent where the identity arrives: until then she may go back and choose another account.
  const asked = {
    browser: proved.browser,
    attachment: handle,
    forceAuthn: canProveAnew(profile),
    returnTo: methodsPath(visit),
  };
  return sendTo(deps, visit, profile, asked);
}

async function provedFor(deps: LoginDeps, visit: Visit, handle: unknown): Promise<Proved> {
  const underWay = await readUnderWay(deps, visit, handle);
  if (underWay.type === 'proved' && isFresh(deps, underWay) && (await isHerSession(visit, underWay))) return underWay;
  throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The proof is too old, or belongs to another session.');
}

async function detach(
  deps: LoginDeps,
  visit: Visit,
  { userId, epoch, proof }: Proved,
  { profile, identifier: identifierId }: Extract<Proved['goal'], { type: 'detach' }>,
): Promise<void> {
  const { slug, config } = visit.institution;
  const directory = deps.attachments.directory(config);
  const record = await directory.changes.record(slug, userId);
  const againHref = methodsPath(visit);
  if (record === undefined) return showNotAttached(visit, 'over', { againHref });
  const known = await waysKnown(deps, visit, record);
  const code = attachmentCode(deps);
  const facts = { profile, by: 'herself', trace: code };
  const outcome = await detachOwn(
    directory,
    { userId, epoch, identifierId, facts },
    {
      isHers: (identifier) => isDetachable(identifier, visit.institution),
      isUsable: (after) => isUsable(after, known, proof),
    },
  );
  const isDone = outcome.type === 'detached';
  await recordAttachment(deps, visit, code, {
    action: isDone ? 'method-detached' : 'attachment-refused',
    outcome: isDone ? 'detached' : 'VST_NOT_ALLOWED',
    profile,
    steps: [
      { type: 'checked', check: 'fresh proof', passed: true, detail: proof.profile },
      { type: 'decided', outcome: outcome.type },
    ],
    userId,
    identifierType: isDone ? outcome.identifier.type : undefined,
    by: 'herself',
  });
  if (outcome.type !== 'detached') return showNotAttached(visit, outcome.type, { reference: code, againHref });
  await confirmByLetter(deps, visit, outcome.user, { what: 'detached', profile });
  const view = { what: 'detached', profileLabel: labelOf(visit, profile), methodsHref: againHref } as const;
  showAttached(visit, { ...view, signInHref: undefined }, againHref);
}

/** What of an identifier stands on the page before it goes. */
async function shown({ attachments }: LoginDeps, visit: Visit, userId: string, id: string) {
  const { slug, config } = visit.institution;
  const identifiers = await attachments.directory(config).users.identifiers(slug, userId);
  const identifier = identifiers.find((one) => one.id === id);
  if (identifier === undefined) throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'She does not have it any more.');
  return { by: typeLabel(visit, identifier), value: masked(identifier.value) };
}

function labelOf(visit: Visit, id: string): string {
  const profile = visit.institution.config.loginProfiles.find((one) => one.id === id);
  return profile === undefined ? id : visit.text(profile.label);
}
