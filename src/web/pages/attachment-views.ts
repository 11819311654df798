// What the pages of invitations and of a person's own ways to sign in are given.
import type { ErrorCode } from '../../domain/errors.ts';

export interface InviteAskView {
  readonly action: string;
  readonly typed: string;
  readonly problem: 'wrong' | Extract<ErrorCode, 'VST_TOO_MANY_REQUESTS'> | undefined;
}

export interface InviteView {
  readonly action: string;
  /** The link's token or the typed code. */
  readonly fields: Readonly<Record<string, string>>;
  readonly profileLabel: string;
  /** No more of her than that: whoever has the letter reads it. */
  readonly firstName: string | undefined;
}

export interface AttachedView {
  readonly what: 'done' | 'detached';
  readonly profileLabel: string;
  /** After an invitation she is not signed in by it: this is where she can. */
  readonly signInHref: string | undefined;
  readonly methodsHref: string | undefined;
}

/**
 * `refused`: the library has to see to it. `over`: begun too long ago. `other`: she proved to be somebody else. `last`:
 * she could not come in any more.
 */
export type NotAttachedReason = 'refused' | 'over' | 'other' | 'last';

export interface NotAttachedView {
  readonly reason: NotAttachedReason;
  readonly reference: string | undefined;
  readonly againHref: string;
}

export interface MethodView {
  readonly profileLabel: string;
  /** What she is recognised by: a type and a masked value; or her library password. */
  readonly by: { readonly type: string; readonly value: string } | 'password';
  readonly isCurrent: boolean;
  /** `undefined` where the identifier is not what decides: a password, a mail. */
  readonly standing:
    | { readonly type: 'detachable'; readonly identifier: string }
    | { readonly type: 'last' | 'library' }
    | { readonly type: 'managed'; readonly system: string }
    | undefined;
}

export interface MethodsView {
  readonly methods: readonly MethodView[];
  readonly detachAction: string;
  readonly attachAction: string;
  readonly attachable: readonly { readonly profile: string; readonly label: string }[];
  readonly meHref: string;
}

export interface ProveView {
  readonly goal: 'attach' | 'detach';
  /** Of what is attached or detached. */
  readonly profileLabel: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Ways of hers that can be asked again. */
  readonly ways: readonly { readonly profile: string; readonly label: string }[];
  readonly keepHref: string;
}

export interface ConfirmView {
  readonly goal: { readonly type: 'attach' } | { readonly type: 'detach'; readonly by: string; readonly value: string };
  readonly profileLabel: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly keepHref: string;
}
