// Reads one aggregate anew: fetched onto the disk, verified in a process of its own, and put in place whole. Of the
// processes that share a data directory one does it.
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { VestibuleError } from '../domain/errors.ts';
import type { AggregateSource } from '../domain/ports/aggregates.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Download } from '../domain/ports/outbound.ts';
import { nothingRead, type ReadingState, readState, writeState } from './state.ts';
import { verifyAggregate } from './verify.ts';

export interface RefreshDeps {
  readonly directory: string;
  readonly outbound: Download;
  readonly clock: Clock;
  /** In which lists of names are kept. */
  readonly languages: readonly string[];
}

export interface RefreshFiles {
  readonly directory: string;
  readonly written: string;
  readonly state: string;
  readonly lock: string;
  readonly download: string;
}

export type Refreshed =
  | { readonly type: 'renewed'; readonly count: number }
  | { readonly type: 'unchanged' | 'not-due' | 'busy' }
  | { readonly type: 'failed'; readonly detail: string };

export const aggregateMax = 200 * 1024 * 1024;
const fetchMs = 300_000;
/** Longer than a reading can take: whoever had the lock then is gone. */
const lockMs = 600_000;
const minuteMs = 60_000;
/** After a failure, while nothing is held. */
const retryMs = 2 * minuteMs;

type Fetched =
  | { readonly type: 'fetched'; readonly etag: string | undefined; readonly lastModified: string | undefined }
  | { readonly type: 'unchanged' }
  | { readonly type: 'failed'; readonly detail: string };

/** @param heldUntil when what is in force ends, epoch milliseconds; undefined where nothing is */
export async function refreshAggregate(
  source: AggregateSource,
  files: RefreshFiles,
  heldUntil: number | undefined,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<Refreshed> {
  const now = deps.clock.now();
  if (isCurrent(await readState(files.state), heldUntil, now)) return { type: 'not-due' };
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  if (!(await lock(files.lock, now))) return { type: 'busy' };
  try {
    // Another process may have done it meanwhile.
    const state = await readState(files.state);
    if (isCurrent(state, heldUntil, now)) return { type: 'not-due' };
    const known = heldUntil === undefined ? nothingRead : state;
    const { refreshed, next } = await readAnew(source, files, known, heldUntil, deps, signal);
    if (!signal.aborted) await writeState(files.state, next);
    return refreshed;
  } finally {
    await Promise.all([files.download, `${files.written}.next`, files.lock].map((file) => rm(file, { force: true })));
  }
}

/** What was lost, or has ended, is due at once, but not in every round. */
function isCurrent(state: ReadingState, heldUntil: number | undefined, now: number): boolean {
  return heldUntil === undefined
    ? now < Math.min(state.refreshAfter, state.checkedAt + retryMs)
    : now < state.refreshAfter;
}

async function readAnew(
  source: AggregateSource,
  files: RefreshFiles,
  state: ReadingState,
  heldUntil: number | undefined,
  { outbound, clock, languages }: RefreshDeps,
  signal: AbortSignal,
): Promise<{ refreshed: Refreshed; next: ReadingState }> {
  const until = source.refreshMinutes * minuteMs;
  const failed = (detail: string) => ({
    refreshed: { type: 'failed', detail } as const,
    next: failedState(state, detail, clock.now(), heldUntil === undefined ? retryMs : Math.min(until, 15 * minuteMs)),
  });
  const fetched = await fetchDocument(source.location, files.download, state, outbound, signal);
  const now = clock.now();
  const ending = (end: number) => now + Math.max(minuteMs, Math.min(until, (end - now) / 2));
  if (fetched.type === 'failed') return failed(fetched.detail);
  if (fetched.type === 'unchanged') {
    if (heldUntil === undefined) return failed('the server says that nothing changed, and nothing is held');
    const next = { ...state, checkedAt: now, fault: undefined, refreshAfter: ending(heldUntil) };
    return { refreshed: { type: 'unchanged' }, next };
  }
  const { signers } = source;
  const written = `${files.written}.next`;
  const task = { document: files.download, signers, now, languages, written, notEndingBefore: heldUntil ?? 0 };
  const verified = await verifyAggregate(task, signal);
  if (verified.type === 'refused') return failed(verified.detail);
  await rename(written, files.written);
  const { etag, lastModified } = fetched;
  const next = { checkedAt: now, readAt: now, refreshAfter: ending(verified.validUntil), etag, lastModified };
  return { refreshed: { type: 'renewed', count: verified.count }, next };
}

/** What is in force keeps the conditions it was fetched with. */
function failedState(state: ReadingState, fault: string, now: number, waitMs: number): ReadingState {
  const checkedAt = state.readAt === 0 ? now : state.checkedAt;
  return { ...state, checkedAt, fault, refreshAfter: now + waitMs };
}

async function fetchDocument(
  location: string,
  to: string,
  { etag, lastModified }: ReadingState,
  outbound: Download,
  signal: AbortSignal,
): Promise<Fetched> {
  if (location.startsWith('file:')) return copyDocument(fileURLToPath(location), to, etag);
  const headers = {
    accept: 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8',
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
  const stream = createWriteStream(to, { mode: 0o600 });
  const broken = new Promise<never>((_resolve, reject) => stream.once('error', reject));
  broken.catch(() => {});
  const take = async (piece: Uint8Array): Promise<void> => {
    if (!stream.write(piece)) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), broken]);
  };
  try {
    const answer = await outbound.download(location, {
      headers,
      timeoutMs: fetchMs,
      maxBytes: aggregateMax,
      signal,
      take,
    });
    await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), broken]);
    if (answer.status === 304) return { type: 'unchanged' };
    if (answer.status !== 200) return { type: 'failed', detail: `the server answered ${answer.status}` };
    const short = (name: string) => answer.headers.get(name)?.slice(0, 200);
    return { type: 'fetched', etag: short('etag'), lastModified: short('last-modified') };
  } catch (error) {
    const rule = error instanceof VestibuleError ? error.detail['rule'] : undefined;
    if (rule !== undefined) return { type: 'failed', detail: `the server was not reached: ${String(rule)}` };
    return { type: 'failed', detail: `it could not be stored: ${error instanceof Error ? error.message : 'unknown'}` };
  } finally {
    stream.destroy();
  }
}

async function copyDocument(from: string, to: string, known: string | undefined): Promise<Fetched> {
  try {
    const { size, mtimeMs } = await stat(from);
    const etag = `${size}-${mtimeMs}`;
    if (etag === known) return { type: 'unchanged' };
    if (size > aggregateMax) return { type: 'failed', detail: 'the file is too large' };
    await copyFile(from, to);
    return { type: 'fetched', etag, lastModified: undefined };
  } catch (error) {
    return { type: 'failed', detail: `the file cannot be read: ${error instanceof Error ? error.message : 'unknown'}` };
  }
}

async function lock(file: string, now: number): Promise<boolean> {
  const age = now - ((await stat(file).catch(() => undefined))?.mtimeMs ?? now);
  if (age > lockMs) await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600).catch(() => undefined);
  if (handle === undefined) return false;
  await handle.close();
  await utimes(file, now / 1000, now / 1000);
  return true;
}
