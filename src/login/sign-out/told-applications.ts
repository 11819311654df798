// How it went with the applications of a session: each in one list, by its id.
import type { Participant, Told } from '../../domain/login.ts';

export interface ToldApplications {
  readonly told: readonly string[];
  /** Did not answer, or not yet. */
  readonly unreachable: readonly string[];
  /** Take no such message: they may be open in this browser. */
  readonly open: readonly string[];
  /** Only the browser can tell them, by an address in a frame of our page. */
  readonly frames: readonly { readonly relyingParty: string; readonly address: string }[];
}

export const nobodyToTell: ToldApplications = { told: [], unreachable: [], open: [], frames: [] };

/** An application that was told of the session more than once is in the list of what went worst. */
export function toldOf(results: ReadonlyMap<Participant, Told>): ToldApplications {
  const named = (wanted: (told: Told) => boolean) =>
    new Set([...results].flatMap(([{ relyingParty }, told]) => (wanted(told) ? [relyingParty] : [])));
  const unreachable = named(({ type }) => type === 'unreachable');
  const open = named((told) => told.type === 'cannot' || (told.type === 'browser' && told.frame === undefined));
  const frames = [...results].flatMap(([{ relyingParty }, told]) =>
    told.type === 'browser' && told.frame !== undefined ? [{ relyingParty, address: told.frame }] : [],
  );
  return {
    told: [...named(({ type }) => type === 'told')].filter((id) => !unreachable.has(id) && !open.has(id)),
    unreachable: [...unreachable],
    open: [...open].filter((id) => !unreachable.has(id)),
    frames,
  };
}

/** For the audit: ids, parted by spaces. */
export function noted({ told, unreachable, open, frames }: ToldApplications): Readonly<Record<string, string>> {
  const lists = { told, unreachable, open, framed: frames.map(({ relyingParty }) => relyingParty) };
  return Object.fromEntries(
    Object.entries(lists).flatMap(([name, ids]) => (ids.length === 0 ? [] : [[name, ids.join(' ')]])),
  );
}
