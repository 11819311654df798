// Which letters there are, and what may stand in them: by these names an institution's own wording refers to it.

export const letterValues = {
  /** A link and a code to sign in with. */
  'sign-in': ['institution', 'link', 'code', 'when', 'where', 'minutes'],
  /** A link to set a new password, asked for by the person herself. */
  'password-reset': ['institution', 'link', 'when', 'where', 'minutes'],
  /** A link to attach a sign-in with, by invitation of staff. */
  invitation: ['institution', 'profile', 'link', 'until'],
  /** A sign-in was attached to her record. Who did not do it is told whom to ask; nothing in it signs in. */
  'method-attached': ['institution', 'profile', 'when', 'contact'],
  /** The same of one that was taken away. */
  'method-detached': ['institution', 'profile', 'when', 'contact'],
  /** A code for somebody who registers, to be sure that the address is hers. */
  'registration-code': ['institution', 'code', 'when', 'where', 'minutes'],
  /** Somebody wanted to register with an address that a user has: how she signs in. */
  'registration-known': ['institution', 'link', 'when', 'where'],
  /** She registered: what she is called here, and where to sign in. */
  'registration-welcome': ['institution', 'number', 'link'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type LetterKind = keyof typeof letterValues;

/** What of a kind must stand in its text, or the letter would be good for nothing: one of these. */
export const letterNeeds: Readonly<Record<LetterKind, readonly string[]>> = {
  'sign-in': ['link', 'code'],
  'password-reset': ['link'],
  invitation: ['link'],
  'method-attached': ['profile'],
  'method-detached': ['profile'],
  'registration-code': ['code'],
  'registration-known': ['link'],
  'registration-welcome': ['number', 'link'],
};

export type LetterValues<Kind extends LetterKind> = Readonly<
  Record<Exclude<(typeof letterValues)[Kind][number], 'institution'>, string>
>;

/** A value's place in an own wording. Names are letters only, so that the braces of a style sheet are left alone. */
export const letterPlace = /\{([a-z]+)\}/g;
