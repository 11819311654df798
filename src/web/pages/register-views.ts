// What the pages of self-registration are given.

export interface RegisterField {
  readonly name:
    | 'given_name'
    | 'family_name'
    | 'email'
    | 'birth_date'
    | 'phone'
    | 'street'
    | 'postal_code'
    | 'city'
    | 'country'
    | 'language'
    | 'terms';
  readonly value: string;
  readonly isRequired: boolean;
  /** It was proved before and is not hers to change here. */
  readonly isFixed: boolean;
  readonly problem: 'missing' | 'invalid' | undefined;
}

export interface RegisterView {
  readonly action: string;
  readonly profileLabel: string;
  readonly fields: readonly RegisterField[];
  /** Languages to choose from, by their names in the language of the page. */
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  readonly terms: { readonly label: string; readonly href: string } | undefined;
  /** Too many registered from here, or in all. */
  readonly isTooMany: boolean;
  readonly cancelHref: string;
}
