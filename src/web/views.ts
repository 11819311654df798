// What each page is given. A page shows what stands here and decides nothing.

import type { ErrorCode } from '../domain/errors.ts';
import type { PasswordFault } from '../domain/password-fault.ts';

/** Frame of every page: whose it is, in which language, and where else it can be read. */
export interface Frame {
  readonly institutionName: string;
  readonly slug: string;
  /** The language of this page, and of the others it is offered in: tag and address. */
  readonly language: string;
  readonly otherLanguages: readonly { readonly tag: string; readonly href: string }[];
  readonly help: { readonly text?: string; readonly url?: string; readonly email?: string } | undefined;
}

export interface SignInChoice {
  readonly id: string;
  readonly label: string;
  readonly hint: string | undefined;
  /** Where the button leads (redirect profiles) or where the form posts to (form profiles). */
  readonly href: string;
  readonly flow: 'redirect' | 'form';
  /** Our own probes get no answer from it; it can be tried all the same. */
  readonly isAway?: boolean | undefined;
}

export interface UpstreamLink {
  readonly label: string;
  readonly href: string;
  /** Of its logo, on our own site. */
  readonly logoHref?: string | undefined;
}

/** The upstreams of one profile, to choose from. */
export interface UpstreamsView {
  readonly profileLabel: string;
  readonly choices: readonly UpstreamLink[];
  /** Chosen last in this browser; stands before the others. */
  readonly last?: UpstreamLink | undefined;
  /** The form that finds some of many, and where the reader is in what it found. */
  readonly search?: {
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly typed: string;
    readonly total: number;
    readonly page: number;
    readonly pages: number;
    readonly allHref: string;
    readonly previousHref?: string | undefined;
    readonly nextHref?: string | undefined;
  };
  /** The other ways in, where there are any. */
  readonly otherHref: string | undefined;
}

export interface SignInSearch {
  /** Where the form is sent by GET, and what it carries along. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly typed: string;
  readonly hasFound: boolean;
  /** How many more there are than are shown. */
  readonly more: number;
  readonly allHref: string;
}

export interface SignInView {
  readonly application: string | undefined;
  readonly choices: readonly SignInChoice[];
  /** The one of them by which this browser last came in: it stands first. */
  readonly last?: { readonly id: string; readonly forgetHref: string } | undefined;
  /** Where there are too many to read. */
  readonly search?: SignInSearch | undefined;
  /** The form that is open: its profile, what was typed as name, and what went wrong last. */
  readonly form:
    | { readonly profile: string; readonly typedName: string; readonly error: FailureView | undefined }
    | undefined;
  /** Where "cancel" goes back to the application; undefined when there is none. */
  readonly cancelHref: string | undefined;
}

export interface FailureView {
  readonly code: ErrorCode;
  /** The short code under which staff find the trace. */
  readonly reference: string | undefined;
  /** What the person can do now, best first. */
  readonly actions: readonly FailureAction[];
}

export interface FailureAction {
  readonly type:
    | 'try-again'
    | 'use-library-password'
    | 'other-method'
    | 'back-to-application'
    | 'sign-out-upstream'
    | 'my-sign-in'
    | 'reset-password'
    | 'register';
  readonly href: string;
}

/** A sign-in that was begun elsewhere and waits for a press on a button. */
export interface BegunUpstreamView {
  readonly profileLabel: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Whom it would sign in; undefined where that is nobody, which is told after the button. */
  readonly displayName: string | undefined;
  /** Who is signed in here now, in whose place the other would come. */
  readonly standing: string | undefined;
  readonly leaveHref: string;
}

/** A form that the browser sends on by itself where it runs scripts, and by a button where not. */
export interface RelayFormView {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface MeView {
  readonly displayName: string;
  readonly primaryIdentifier: string;
  readonly matched: { readonly typeLabel: string; readonly value: string };
  readonly profileLabel: string;
  /** Epoch milliseconds. */
  readonly signedInAt: number;
  readonly endsAt: number;
  readonly timeZone: string;
  readonly signOutHref: string;
  /** Her own ways to sign in. */
  readonly methodsHref: string;
}

export interface RegistrationView {
  readonly profileLabel: string;
  readonly kind: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly certificates: readonly {
    readonly use: string;
    readonly fingerprint: string;
    readonly notBefore: string;
    readonly notAfter: string;
    readonly pem: string;
  }[];
  readonly metadataHref: string | undefined;
  readonly testHref: string;
}

/** Asks before a sign-out. */
export interface SignOutView {
  /** Where the form posts to, and what it carries along. */
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly displayName?: string | undefined;
  /** The application that asks for it. */
  readonly application?: string | undefined;
  readonly stayHref?: string | undefined;
}

/** Where the person came in from, and how things stand there. */
export interface SignedOutUpstream {
  /**
   * `open`: she may be signed in there. `offered`: the same, and `href` ends that. `going`: the browser is on its way there.
   * `all`, `partial`, `failed`: what it says itself. `no-answer`: it could not be asked. `unknown`: nobody can tell.
   */
  readonly state: 'open' | 'offered' | 'going' | 'all' | 'partial' | 'failed' | 'no-answer' | 'unknown';
  /** Its name, where it is known. */
  readonly label?: string | undefined;
  /** An address of ours that leads there. */
  readonly href?: string | undefined;
}

/** How it went with the applications that were told of the session: names of them, as one text. */
export interface SignedOutApplications {
  readonly told: string | undefined;
  readonly unreachable: string | undefined;
  /** Nobody can tell them: they go on by themselves. */
  readonly open: string | undefined;
  /** Told by this page, in frames. */
  readonly framed: string | undefined;
  readonly frames: readonly { readonly name: string; readonly address: string }[];
}

export interface SignedOutView {
  readonly signInHref: string;
  /** She is signed in here all the same; where she signs out. */
  readonly signOutHref: string | undefined;
  readonly upstream: SignedOutUpstream | undefined;
  /** Where she may go back to. */
  readonly application: { readonly name: string; readonly href: string } | undefined;
  /** Other applications know her by themselves, and which they are is not known. */
  readonly othersMayBeOpen: boolean;
  readonly applications?: SignedOutApplications | undefined;
  readonly reference: string | undefined;
}

/** What a trial of a login profile came to. It signs nobody in. */
export interface ProfileTestView {
  readonly profileLabel: string;
  readonly outcome:
    | { readonly type: 'matched'; readonly displayName: string; readonly primaryIdentifier: string }
    | { readonly type: 'failed'; readonly code: ErrorCode };
  readonly reference: string | undefined;
  /** What the upstream said, where it said anything that could be verified. */
  readonly asserted:
    | {
        readonly issuer: string;
        readonly subject: string;
        readonly attributes: Readonly<Record<string, readonly string[]>>;
      }
    | undefined;
  readonly testAgainHref: string;
  readonly registrationHref: string;
}

/** A new password is asked for: at the next sign-in, or by a link. */
export interface NewPasswordView {
  readonly why: 'must-change' | 'link';
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** For the password manager: the name that she signs in by. */
  readonly username: string;
  readonly minLength: number;
  /** What is wrong with the one typed last. */
  readonly faults: readonly PasswordFault[];
}

/** Signed in, and on the way back to the application. */
export interface GoOnView {
  /** An address of our own. */
  readonly href: string;
  readonly host: string;
}
