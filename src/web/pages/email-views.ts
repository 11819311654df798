// What the pages of signing in by mail are given.
import type { ErrorCode } from '../../domain/errors.ts';

type TooMany = Extract<ErrorCode, 'VST_TOO_MANY_REQUESTS'>;

export interface EmailAskView {
  readonly action: string;
  readonly typed: string;
  readonly problem: 'not-an-address' | TooMany | undefined;
  /** Another way to sign in; undefined when there is none. */
  readonly otherHref: string | undefined;
  /** Whoever is not known may register. */
  readonly registers?: boolean | undefined;
}

export interface EmailCodeView {
  readonly action: string;
  /** The address as she typed it; nothing of what stands in the records. */
  readonly typed: string;
  /** Under which staff find why no mail came. */
  readonly reference: string | undefined;
  readonly problem:
    | { readonly type: 'wrong'; readonly left: number }
    | { readonly type: 'not-a-code' | 'over' | 'too-many' }
    | undefined;
  readonly minutes: number;
  /** A mail goes also to an address that nobody has: with it one registers. */
  readonly registers?: boolean | undefined;
  /** Where another mail can be asked for. */
  readonly againHref: string;
  readonly otherHref: string | undefined;
}

export interface EmailLinkView {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly address: string;
  readonly application: string | undefined;
}

export interface EmailChooseView {
  readonly action: string;
  readonly address: string;
  readonly people: readonly { readonly id: string; readonly name: string; readonly primaryIdentifier: string }[];
  /** Nobody was chosen. */
  readonly isMissing: boolean;
}

export interface ResetAskView {
  readonly action: string;
  readonly typed: string;
  readonly problem: 'empty' | TooMany | undefined;
  readonly signInHref: string;
}

export interface ResetAskedView {
  readonly typed: string;
  readonly reference: string;
  readonly againHref: string;
  readonly signInHref: string;
}
