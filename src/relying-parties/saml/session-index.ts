// Which session an application was told of, and by which names: kept for sign-outs from either side.
import type { SamlRelyingParty } from '../../../config/schema.ts';
import type { Session } from '../../domain/session.ts';
import type { SamlDoorDeps } from './deps.ts';
import type { NameId } from './name-id.ts';
import type { ServiceProvider } from './service-provider.ts';

const space = 'saml-session-index';

/** What the record of a SessionIndex says. */
interface Indexed {
  readonly institution: string;
  readonly party: string;
  readonly nameId: string;
  readonly sessionId: string;
}

type Deps = Pick<SamlDoorDeps, 'ephemeral' | 'sealing' | 'clock' | 'participants'>;

export async function joinSession(
  { ephemeral, sealing, clock, participants }: Deps,
  told: {
    readonly session: Session;
    readonly party: SamlRelyingParty;
    readonly provider: ServiceProvider;
    readonly nameId: NameId & { readonly qualified: boolean };
    readonly sessionIndex: string;
  },
): Promise<void> {
  const { session, party, provider, nameId, sessionIndex } = told;
  const indexed: Indexed = {
    institution: session.institution,
    party: party.id,
    nameId: nameId.value,
    sessionId: session.id,
  };
  const ttlSeconds = Math.max(1, Math.ceil((session.endsAt - clock.now()) / 1000));
  await ephemeral.put(
    space,
    sealing.hash(space, sessionIndex),
    sealing.seal(space, JSON.stringify(indexed)),
    ttlSeconds,
  );
  const handle = { nameId: nameId.value, format: nameId.format, qualified: String(nameId.qualified), sessionIndex };
  await participants.join(session, { door: 'saml', relyingParty: party.id, key: provider.entityId, handle });
}

const askedSpace = 'saml-asked-out';
/** Longer than a sign-out takes. */
const askedSeconds = 300;

/** An application that asks for a sign-out itself need not be told of it. */
export async function noteAsked(
  { ephemeral, sealing }: Pick<Deps, 'ephemeral' | 'sealing'>,
  sessionIndex: string,
): Promise<void> {
  await ephemeral.put(askedSpace, sealing.hash(askedSpace, sessionIndex), '1', askedSeconds);
}

export async function hasAsked(
  { ephemeral, sealing }: Pick<Deps, 'ephemeral' | 'sealing'>,
  sessionIndex: string,
): Promise<boolean> {
  return (await ephemeral.get(askedSpace, sealing.hash(askedSpace, sessionIndex))) !== undefined;
}

/** The session that an application knows by this SessionIndex, if it knows the person by this name too. */
export async function indexedSession(
  { ephemeral, sealing }: Pick<Deps, 'ephemeral' | 'sealing'>,
  { institution, party, nameId, sessionIndex }: Omit<Indexed, 'sessionId'> & { readonly sessionIndex: string },
): Promise<string | undefined> {
  const record = await ephemeral.get(space, sealing.hash(space, sessionIndex));
  if (record === undefined) return undefined;
  const indexed = JSON.parse(sealing.open(space, record)) as Indexed;
  const isTheirs = indexed.institution === institution && indexed.party === party && indexed.nameId === nameId;
  return isTheirs ? indexed.sessionId : undefined;
}
