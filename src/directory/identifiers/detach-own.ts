// A person takes a sign-in of hers away, after she proved again who she is.
import { VestibuleError } from '../../domain/errors.ts';
import type { Decision, HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type LifeSettings, refuseLastGone } from './life-settings.ts';

export interface DetachOwnRequest {
  readonly userId: string;
  /** As in `AttachProvedRequest`. */
  readonly epoch: number;
  readonly identifierId: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What the profiles of the institution make of a record. */
export interface OwnMethods {
  /** Whether this identifier is one that a person may detach herself. */
  isHers(identifier: HeldIdentifier, record: UserRecord): boolean;
  /** Whether she can still sign in with what is left. */
  isUsable(record: UserRecord): boolean;
}

export type DetachOwnOutcome =
  | { readonly type: 'detached'; readonly user: User; readonly identifier: HeldIdentifier }
  | { readonly type: 'last' }
  | { readonly type: 'over' }
  /** It is not hers to take away, or the library wants everybody to have one. */
  | { readonly type: 'refused' };

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL */
export async function detachOwn(
  directory: Directory,
  request: DetachOwnRequest,
  methods: OwnMethods,
): Promise<DetachOwnOutcome> {
  const settings = await settingsOf(directory);
  const actor = { who: request.userId, via: 'self' };
  return directory.changes.change(directory.institution.slug, { users: [request.userId] }, actor, (known) =>
    decideDetachOwn(known, request, methods, settings),
  );
}

export function decideDetachOwn(
  known: Known,
  { userId, epoch, identifierId, facts }: DetachOwnRequest,
  methods: OwnMethods,
  settings: LifeSettings,
): Decision<DetachOwnOutcome> {
  const nothing = (result: DetachOwnOutcome) => ({ action: 'identifier-detached', records: [], result });
  const record = known.record(userId);
  const identifier = record?.identifiers.find(({ id }) => id === identifierId);
  if (record === undefined || identifier === undefined || record.user.sessionEpoch !== epoch)
    return nothing({ type: 'over' });
  if (!methods.isHers(identifier, record)) return nothing({ type: 'refused' });
  const after = { ...record, identifiers: record.identifiers.filter((other) => other !== identifier) };
  if (!methods.isUsable(after)) return nothing({ type: 'last' });
  if (isMandatory(settings, record, after)) return nothing({ type: 'refused' });
  const { user } = record;
  return { action: 'identifier-detached', records: [after], facts, result: { type: 'detached', user, identifier } };
}

function isMandatory(settings: LifeSettings, before: UserRecord, after: UserRecord): boolean {
  try {
    refuseLastGone(settings, before, after);
    return false;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_FIELD_MISSING') return true;
    throw error;
  }
}
