import { synchronised } from '../directory/synchronised.ts';
import type { User } from '../domain/user.ts';

/**
 * What becomes of a stored user when a draft of her arrives. A draft under the user's own id is an edit of the version
 * it names and replaces the record; any other comes from another system.
 */
export function mergeUser(stored: User, draft: User): User {
  const isEdit = stored.id === draft.id;
  const { id, institution, createdAt, createdBy, sessionEpoch, version, modifiedAt, modifiedBy } = stored;
  const own = { id, institution, createdAt, createdBy, sessionEpoch, version, modifiedAt, modifiedBy };
  return { ...(isEdit ? draft : synchronised(stored, draft)), ...own };
}
