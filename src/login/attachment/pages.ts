// The pages that an attachment ends on.

import { renderAttached, renderNotAttached } from '../../web/pages/attached.ts';
import type { AttachedView, NotAttachedReason } from '../../web/pages/attachment-views.ts';
import type { Visit } from '../../web/visit.ts';

export const invitePath = (visit: Visit) => `/${visit.institution.slug}/invite`;
export const methodsPath = (visit: Visit) => `/${visit.institution.slug}/me/methods`;

const statuses: Readonly<Record<NotAttachedReason, number>> = { refused: 403, over: 400, other: 403, last: 409 };

export function showNotAttached(
  visit: Visit,
  reason: NotAttachedReason,
  { reference, againHref }: { readonly reference?: string; readonly againHref: string },
): void {
  const view = { reason, reference, againHref };
  visit.send(statuses[reason], renderNotAttached(visit.frame(againHref), view, visit.translate));
}

export function showAttached(visit: Visit, view: AttachedView, address: string): void {
  visit.send(200, renderAttached(visit.frame(address), view, visit.translate));
}
