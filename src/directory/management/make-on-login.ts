// Just in time: somebody the upstream vouches for and whom no user is found for becomes an external user, once.
import { primaryType } from '../../domain/identifier.ts';
import type { MatchTarget } from '../../domain/match-rule.ts';
import type { Decision, HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Directory } from '../deps.ts';
import { judgeUser } from '../draft.ts';
import { withGeneratedPrimary } from '../generation/with-generated-primary.ts';
import { identifierFault, placeOf } from '../identifier-rules.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { readUserInput } from '../user-input.ts';
import { onLogin } from './refresh-on-login.ts';
import { refusedInput } from './refused-input.ts';
import { matchedTypes, type Refused, type SaidIdentifier, type SaidOfUser } from './said-of-user.ts';

export interface MakeRequest {
  readonly profile: string;
  readonly to: MatchTarget;
  /** The value that was looked up and nobody has, under the one type that the rule names. */
  readonly matched: SaidIdentifier;
  /** Undefined: generated. */
  readonly primaryIdentifier: string | undefined;
  readonly recordType: 'public' | 'staff';
  readonly said: SaidOfUser;
}

export type Made =
  | { readonly type: 'made'; readonly primaryIdentifier: string; readonly refused: readonly Refused[] }
  /** Somebody has the value, or had it a moment ago: perhaps she herself, made by another sign-in at the same time. */
  | { readonly type: 'taken' };

/**
 * @throws VestibuleError VST_USER_INVALID, VST_IDENTIFIER_INVALID for what no record can hold; VST_GENERATION_FAILED;
 *   VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export async function makeOnLogin(directory: Directory, asked: MakeRequest): Promise<Made> {
  const { fit, unfit } = sorted(directory, asked);
  const made = await makeNamed(directory, { ...asked, said: { ...asked.said, identifiers: fit } });
  return made.type === 'made' ? { ...made, refused: [...unfit, ...made.refused] } : made;
}

async function makeNamed(directory: Directory, request: MakeRequest): Promise<Made> {
  const named = request.matched.type === primaryType ? request.matched.value : request.primaryIdentifier;
  if (named !== undefined) return (await makeOnce(directory, request, named)) ?? { type: 'taken' };
  const settings = await settingsOf(directory);
  return withGeneratedPrimary(directory, settings, (primary) => makeOnce(directory, request, primary));
}

/** One further identifier that cannot be hers keeps nobody from becoming a user. */
function sorted({ rules }: Directory, { to, said, recordType }: MakeRequest) {
  const matched = matchedTypes(to, rules);
  const unfit: Refused[] = [];
  const fit = said.identifiers.filter((identifier) => {
    const fault = identifierFault(rules, { ...identifier, segment: 'external' }, recordType);
    const why = matched.includes(identifier.type) ? 'people are found by it' : fault?.message.replace(/\.$/, '');
    if (why !== undefined) unfit.push({ what: identifier.type, why });
    return why === undefined;
  });
  return { fit, unfit };
}

/** @returns undefined when the primary identifier is taken */
async function makeOnce(directory: Directory, request: MakeRequest, primary: string): Promise<Made | undefined> {
  const record = recordOf(directory, request, primary);
  return directory.changes.change(
    directory.institution.slug,
    { keys: record.identifiers },
    onLogin,
    (known): Decision<Made | undefined> => decide(known, record, request),
  );
}

function decide(
  known: Known,
  record: UserRecord,
  { profile, matched: found }: MakeRequest,
): Decision<Made | undefined> {
  const action = 'made-on-login';
  const isTaken = (identifier: HeldIdentifier) => known.holder(identifier) !== undefined;
  const [primary] = record.identifiers;
  if (primary === undefined || isTaken(primary)) return { action, records: [], result: undefined };
  const isFound = ({ type }: HeldIdentifier) => type === primaryType || type === found.type;
  if (record.identifiers.some((identifier) => isFound(identifier) && isTaken(identifier))) {
    return { action, records: [], result: { type: 'taken' } };
  }
  const refused: Refused[] = [];
  const identifiers = record.identifiers.filter((identifier) => {
    const isLeftOut = !isFound(identifier) && isTaken(identifier);
    if (isLeftOut) refused.push({ what: identifier.type, why: 'somebody else has the value, or it is held back' });
    return !isLeftOut;
  });
  const made: Made = { type: 'made', primaryIdentifier: record.user.primaryIdentifier, refused };
  return { action, records: [{ ...record, identifiers }], facts: { profile }, result: made };
}

function recordOf(directory: Directory, request: MakeRequest, primaryIdentifier: string): UserRecord {
  const { institution, rules, clock, random } = directory;
  const { said, matched, recordType } = request;
  const at = clock.now();
  const read = readUserInput({
    primaryIdentifier,
    recordType,
    accountType: 'external',
    owningSystem: said.system,
    name: { first: said.first, last: said.last },
    userGroup: said.userGroup,
    expiryDate: said.expiry?.day,
    preferredLanguage: said.preferredLanguage,
    emails: (said.emails ?? []).map((address, place) => ({ address, preferred: place === 0 })),
    phones: (said.phones ?? []).map((number, place) => ({ number, preferred: place === 0 })),
    identifiers: distinct(directory, [...(matched.type === primaryType ? [] : [matched]), ...said.identifiers]),
  });
  if (read.type === 'faults') throw refusedInput(read.faults);
  const now = new Date(at).toISOString();
  const { draft, faults } = judgeUser(read.input, {
    institution: institution.slug,
    rules,
    now,
    actor: onLogin,
    newId: () => random.uuid(at),
  });
  if (faults.length > 0) throw refusedInput(faults);
  const { user, identifiers } = draft;
  if (!said.provesEmails) return { user, identifiers };
  return { user: { ...user, emails: user.emails.map((email) => ({ ...email, provedAt: now })) }, identifiers };
}

/** Types whose values are the library's own stay so; a value that stands there twice stands there once. */
function distinct({ rules }: Directory, identifiers: readonly SaidIdentifier[]) {
  const byPlace = new Map(identifiers.map((one) => [placeOf({ scope: one.type, key: one.value }), one]));
  return [...byPlace.values()].map(({ type, value }) =>
    rules.types.get(type)?.internalOnly === true ? { type, value, segment: 'internal' } : { type, value },
  );
}
