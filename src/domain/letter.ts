// Which letters there are, and what may stand in them: by these names an institution's own wording refers to it.

export const letterValues = {
  /** A link and a code to sign in with. */
  'sign-in': ['institution', 'link', 'code', 'when', 'where', 'minutes'],
  /** A link to set a new password, asked for by the person herself. */
  'password-reset': ['institution', 'link', 'when', 'where', 'minutes'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type LetterKind = keyof typeof letterValues;

/** What of a kind must stand in its text, or the letter would be good for nothing: one of these. */
export const letterNeeds: Readonly<Record<LetterKind, readonly string[]>> = {
  'sign-in': ['link', 'code'],
  'password-reset': ['link'],
};

export type LetterValues<Kind extends LetterKind> = Readonly<
  Record<Exclude<(typeof letterValues)[Kind][number], 'institution'>, string>
>;

/** A value's place in an own wording. Names are letters only, so that the braces of a style sheet are left alone. */
export const letterPlace = /\{([a-z]+)\}/g;
