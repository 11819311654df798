import type { InstitutionConfig } from '../../../config/schema.ts';
import type { Directory } from '../../directory/deps.ts';
import type { AttachmentLetters } from '../../domain/ports/attachment-letters.ts';
import type { Invitations } from '../../domain/ports/invitations.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Log } from '../../observability/log.ts';
import type { AddressPorts } from '../../resolution/email.ts';

/** What attaching a way to sign in stands on beside the login flow; made in `app/flows.ts`. */
export interface AttachmentParts {
  readonly invitations: Invitations;
  /** Whose an address is: for those who come in by mail. */
  readonly addresses: AddressPorts;
  readonly random: Random;
  readonly log: Log;
  readonly attemptSeconds: number;
  directory(institution: InstitutionConfig): Directory;
  /** Undefined where the installation has no mail. */
  letters(institution: InstitutionConfig): AttachmentLetters | undefined;
}
