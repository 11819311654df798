// Sign-outs on their way to an upstream: kept in `ephemeral`, sealed, bound to the browser that began them, taken once when
// the answer comes.

import type { AskedBy } from './asked.ts';
import type { SignOutDeps } from './deps.ts';
import type { ToldApplications } from './told-applications.ts';

/** Time to decide whether to sign out there too, and to do so. */
const underWaySeconds = 1800;
/** One redirect of one browser. */
const hopSeconds = 120;
const space = 'sign-out';
const hopSpace = 'sign-out-hop';
const toldSpace = 'sign-out-told';

export interface SignOutUnderWay {
  readonly institution: string;
  /** Hash of the browser's binding cookie. */
  readonly browser: string;
  readonly profile: string;
  /** What the sign-in left for this. */
  readonly kept: Readonly<Record<string, string>>;
  readonly userId: string;
  /** Code of the trace of the sign-in that ended here. */
  readonly trace: string;
  readonly via: string;
  readonly asked?: AskedBy | undefined;
  /** What became of the applications of the session. */
  readonly applications?: ToldApplications | undefined;
  /** The browser goes there without being told to. */
  readonly byItself: boolean;
  /** It was sent there, and has not brought an answer yet. */
  readonly isSent?: boolean | undefined;
}

/** What came of one, for the page that may be read again. */
export interface SignOutTold
  extends Pick<SignOutUnderWay, 'institution' | 'browser' | 'profile' | 'asked' | 'applications'> {
  readonly ended: Ended;
}

export type Ended = 'all' | 'partial' | 'failed';

/** A verified answer that came without our cookies and waits for the browser that began. */
export interface SignOutHop {
  readonly profile: string;
  readonly state: string;
  readonly ended: Ended;
}

type Deps = Pick<SignOutDeps, 'ephemeral' | 'sealing' | 'random'>;

/** @returns its id, which is the `state` given to the upstream */
export async function saveSignOut({ ephemeral, sealing, random }: Deps, underWay: SignOutUnderWay): Promise<string> {
  const id = random.token();
  await ephemeral.put(space, id, sealing.seal(space, JSON.stringify(underWay)), underWaySeconds);
  return id;
}

/** Without spending it; only for the institution and the browser that it belongs to. */
export async function readSignOut(
  { ephemeral, sealing }: Deps,
  id: string,
  institution: string,
  browser: string | undefined,
): Promise<SignOutUnderWay | undefined> {
  const sealed = isId(id) ? await ephemeral.get(space, id) : undefined;
  if (sealed === undefined) return undefined;
  const underWay = JSON.parse(sealing.open(space, sealed)) as SignOutUnderWay;
  return underWay.institution === institution && underWay.browser === browser ? underWay : undefined;
}

/** Only where it stands as it was read: an answer that came meanwhile is not undone. */
export async function markSent({ ephemeral, sealing }: Deps, id: string, underWay: SignOutUnderWay): Promise<void> {
  const standing = isId(id) ? await ephemeral.get(space, id) : undefined;
  if (standing === undefined || underWay.isSent === true) return;
  const next = sealing.seal(space, JSON.stringify({ ...underWay, isSent: true }));
  await ephemeral.swap(space, id, standing, next, underWaySeconds);
}

export async function saveTold({ ephemeral, sealing }: Deps, id: string, told: SignOutTold): Promise<void> {
  await ephemeral.put(toldSpace, id, sealing.seal(toldSpace, JSON.stringify(told)), underWaySeconds);
}

export async function readTold(
  { ephemeral, sealing }: Deps,
  id: string,
  institution: string,
  browser: string | undefined,
): Promise<SignOutTold | undefined> {
  const sealed = isId(id) ? await ephemeral.get(toldSpace, id) : undefined;
  if (sealed === undefined) return undefined;
  const told = JSON.parse(sealing.open(toldSpace, sealed)) as SignOutTold;
  return told.institution === institution && told.browser === browser ? told : undefined;
}

/** @returns whether this call ended it: of any number of racing ones, one does */
export async function takeSignOut({ ephemeral }: Deps, id: string): Promise<boolean> {
  return isId(id) && (await ephemeral.take(space, id)) !== undefined;
}

export async function saveSignOutHop({ ephemeral, random }: Deps, hop: SignOutHop): Promise<string> {
  const id = random.token();
  await ephemeral.put(hopSpace, id, JSON.stringify(hop), hopSeconds);
  return id;
}

/** It proves nothing by itself: what it names is bound to the browser. */
export async function readSignOutHop({ ephemeral }: Deps, id: unknown): Promise<SignOutHop | undefined> {
  const stored = typeof id === 'string' && isId(id) ? await ephemeral.get(hopSpace, id) : undefined;
  return stored === undefined ? undefined : (JSON.parse(stored) as SignOutHop);
}

/** Ids are ours: anything else is not looked up. */
function isId(id: string): boolean {
  return /^[A-Za-z0-9_-]{20,64}$/.test(id);
}
