// Which of our sessions stand on an upstream's session, so that the upstream can end them.
import type { Session } from '../domain/session.ts';
import { createSessionLists } from './session-lists.ts';

/** What an upstream calls something, among the people of one login profile. */
export interface UpstreamName {
  readonly institution: string;
  readonly profile: string;
  readonly type: 'session' | 'subject';
  readonly value: string;
}

export interface UpstreamIndex {
  add(name: UpstreamName, session: Pick<Session, 'id' | 'endsAt'>): Promise<void>;
  /** Ids of sessions established under the name, some of which may be over. */
  listed(name: UpstreamName): Promise<readonly string[]>;
}

export function createUpstreamIndex(deps: Parameters<typeof createSessionLists>[1]): UpstreamIndex {
  const lists = createSessionLists('upstream-session', deps);
  // A ticket or a name of a person.
  const nameOf = ({ institution, profile, type, value }: UpstreamName) =>
    [institution, profile, type, value].join('\n');
  return {
    add: (name, session) => lists.add(nameOf(name), session),
    listed: (name) => lists.listed(nameOf(name)),
  };
}
