import { printable } from '../directory/characters.ts';
import type { SeenInvitation } from '../directory/invitations/manage.ts';
import { momentIn } from './moment.ts';

/** One invitation, in one line. */
export function invitationLine(invitation: SeenInvitation, timeZone: string): string {
  const { user, profile, kind, by, madeAt, endsAt, state, stateAt, trouble } = invitation;
  const made = `${kind} to ${profile} of ${momentIn(timeZone, madeAt)} by ${by}`;
  const end =
    state === 'open'
      ? `open until ${momentIn(timeZone, endsAt)}`
      : state === 'over'
        ? `over since ${momentIn(timeZone, endsAt)}`
        : `${state} ${momentIn(timeZone, stateAt)}`;
  const refused = trouble === undefined ? '' : `; refused: ${trouble.outcome}, see vestibule explain ${trouble.trace}`;
  return `${printable(`${user}: ${made}, ${end}${refused}`)}\n`;
}
