import type { AttachmentLetters } from '../../domain/ports/attachment-letters.ts';
import type { Invitations } from '../../domain/ports/invitations.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Day, RecordType, UserSummary } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';

/** Who may come in by a profile. */
export interface ProfileAdmission {
  readonly recordTypes: readonly Exclude<RecordType, 'contact'>[];
  readonly userGroups?: readonly string[] | undefined;
}

/** Why a user may not come in by a profile, as a sign-in decides it; undefined when she may. */
export type RefusalOf = (user: UserSummary, admission: ProfileAdmission, today: Day) => string | undefined;

/** What inviting somebody stands on, beside the directory. */
export interface InvitationDeps {
  readonly directory: Directory;
  readonly invitations: Invitations;
  /** Undefined where the installation has no mail. */
  readonly letters: AttachmentLetters | undefined;
  readonly sealing: Sealing;
  readonly journal: Pick<Journal, 'audit'>;
  readonly refusalOf: RefusalOf;
}
