// What the commands about invitations stand on.
import type { AppParts } from '../app.ts';
import type { Directory } from '../directory/deps.ts';
import type { InvitationDeps } from '../directory/invitations/deps.ts';
import { attachmentLetters } from '../mail/attachment-letters.ts';
import { refusalOf } from '../resolution/decide.ts';

export function invitationDeps(directory: Directory, parts: AppParts): InvitationDeps {
  const { mailer, installation, store, sealing } = parts;
  return {
    directory,
    invitations: store.invitations,
    letters: mailer && attachmentLetters(mailer, installation.publicUrl, directory.institution),
    sealing,
    journal: store.journal,
    refusalOf,
  };
}
