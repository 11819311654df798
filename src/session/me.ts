// /{slug}/me: what the signed-in person sees of herself, as a page and as JSON.
import type { Request, Response } from 'express';
import { primaryType } from '../domain/identifier.ts';
import type { Session } from '../domain/session.ts';
import { displayName, type UserSummary } from '../domain/user.ts';
import { renderMe } from '../web/pages/me.ts';
import type { Visit } from '../web/visit.ts';

export async function showMe(visit: Visit, req: Request, res: Response): Promise<void> {
  const found = await visit.session();
  const wantsJson = req.accepts(['html', 'json']) === 'json';
  if (found === undefined) {
    if (wantsJson) res.status(401).set('cache-control', 'no-store').json({ signedIn: false });
    else res.redirect(303, `/${visit.institution.slug}/login`);
    return;
  }
  if (wantsJson) res.set('cache-control', 'no-store').json(asJson(visit, found.session, found.user));
  else
    visit.send(
      200,
      renderMe(visit.frame(`/${visit.institution.slug}/me`), asView(visit, found.session, found.user), visit.translate),
    );
}

function asView(visit: Visit, session: Session, user: UserSummary) {
  return {
    displayName: displayName(user.name),
    primaryIdentifier: user.primaryIdentifier,
    matched: { typeLabel: typeLabel(visit, session.identifier.type), value: session.identifier.value },
    profileLabel: profileLabel(visit, session.profile),
    signedInAt: session.startedAt,
    endsAt: session.endsAt,
    timeZone: visit.institution.config.timeZone,
    signOutHref: `/${visit.institution.slug}/logout`,
    methodsHref: `/${visit.institution.slug}/me/methods`,
  };
}

function asJson(visit: Visit, session: Session, user: UserSummary) {
  return {
    signedIn: true,
    institution: visit.institution.slug,
    user: user.id,
    displayName: displayName(user.name),
    primaryIdentifier: user.primaryIdentifier,
    matchedIdentifier: session.identifier,
    profile: session.profile,
    authenticatedAt: new Date(session.authenticatedAt).toISOString(),
    signedInAt: new Date(session.startedAt).toISOString(),
    endsAt: new Date(session.endsAt).toISOString(),
  };
}

function typeLabel(visit: Visit, type: string): string {
  if (type === primaryType) return visit.translate('me.primaryIdentifier');
  const known = visit.institution.config.identifierTypes.find(({ code }) => code === type);
  return known === undefined ? type : visit.text(known.label);
}

function profileLabel(visit: Visit, id: string): string {
  const profile = visit.institution.config.loginProfiles.find((config) => config.id === id);
  return profile === undefined ? id : visit.text(profile.label);
}
