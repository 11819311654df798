// /{slug}/me/methods: by which ways the signed-in person comes in, and what she may do about them.
import type { Response } from 'express';
import { attachableProfiles } from '../../directory/invitations/attachable.ts';
import { dayIn } from '../../domain/day.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import { refusalOf } from '../../resolution/decide.ts';
import type { FoundSession } from '../../session/sessions.ts';
import type { MethodView } from '../../web/pages/attachment-views.ts';
import { renderOwnMethods } from '../../web/pages/own-methods.ts';
import type { Visit } from '../../web/visit.ts';
import { methodsPath } from '../attachment/pages.ts';
import type { LoginDeps } from '../deps.ts';
import { waysKnown } from './known.ts';
import { masked, maskedAddress } from './mask.ts';
import { isDetachable, type Way, type WaysKnown, waysOf } from './ways.ts';

export interface SignedIn {
  readonly found: FoundSession;
  readonly record: UserRecord;
  readonly known: WaysKnown;
}

/** Who is signed in here; undefined, and sent to sign in, when nobody is. */
export async function signedIn(deps: LoginDeps, res: Response, visit: Visit): Promise<SignedIn | undefined> {
  const found = await visit.session();
  const { slug, config } = visit.institution;
  const record = found && (await deps.attachments.directory(config).changes.record(slug, found.user.id));
  if (found === undefined || record === undefined) {
    res.redirect(303, `/${slug}/login`);
    return undefined;
  }
  return { found, record, known: await waysKnown(deps, visit, record) };
}

export async function showMethods(deps: LoginDeps, res: Response, visit: Visit): Promise<void> {
  const who = await signedIn(deps, res, visit);
  if (who === undefined) return;
  const { record, known } = who;
  const base = methodsPath(visit);
  const view = {
    methods: waysOf(record, known).map((way) => methodOf(visit, way, who)),
    detachAction: `${base}/detach`,
    attachAction: `${base}/attach`,
    attachable: offered(deps, visit, record),
    meHref: `/${visit.institution.slug}/me`,
  };
  visit.send(200, renderOwnMethods(visit.frame(base), view, visit.translate));
}

/** Only those that she could then come in by. */
function offered({ clock }: LoginDeps, visit: Visit, { user }: UserRecord) {
  const { config, profiles } = visit.institution;
  const today = dayIn(config.timeZone, clock.now());
  return attachableProfiles(config)
    .filter((one) => profiles.has(one.config.id) && refusalOf(user, one.config, today) === undefined)
    .map((one) => ({ profile: one.config.id, label: visit.text(one.config.label) }));
}

function methodOf(visit: Visit, way: Way, { found: { session }, record, known }: SignedIn): MethodView {
  const { config } = way.profile;
  const profileLabel = visit.text(config.label);
  const isOfProfile = session.profile === config.id;
  switch (way.by.type) {
    case 'password':
      return { profileLabel, by: 'password', isCurrent: isOfProfile, standing: undefined };
    case 'mail': {
      const by = { type: profileLabel, value: maskedAddress(way.by.address) };
      return { profileLabel, by, isCurrent: isOfProfile, standing: undefined };
    }
    case 'identifier': {
      const { identifier } = way.by;
      const isCurrent =
        isOfProfile && session.identifier.type === identifier.type && session.identifier.value === identifier.value;
      const by = { type: typeLabel(visit, identifier), value: masked(identifier.value) };
      return { profileLabel, by, isCurrent, standing: standingOf(identifier, record, known) };
    }
  }
}

function standingOf(identifier: HeldIdentifier, record: UserRecord, known: WaysKnown): MethodView['standing'] {
  if (identifier.segment === 'external')
    return { type: 'managed', system: record.user.owningSystem ?? known.institution.slug };
  if (!isDetachable(identifier, known.institution)) return { type: 'library' };
  // What is left may be no sure way to come in: then she proves that it is one, by coming in by it once more.
  const without = { ...record, identifiers: record.identifiers.filter((other) => other !== identifier) };
  const isLast = waysOf(without, known).length === 0;
  return isLast ? { type: 'last' } : { type: 'detachable', identifier: identifier.id };
}

export function typeLabel(visit: Visit, { type }: Pick<HeldIdentifier, 'type'>): string {
  if (type === primaryType) return visit.translate('me.primaryIdentifier');
  const known = visit.institution.config.identifierTypes.find(({ code }) => code === type);
  return known === undefined ? type : visit.text(known.label);
}
