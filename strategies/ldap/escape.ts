// What a person typed, made harmless in a filter and in a distinguished name.

/** RFC 4515 section 3: the characters that mean something in a filter, as their codes. */
export function escapeForFilter(value: string): string {
  return value.replaceAll(/[\\*()\0]/g, asCode);
}

/** RFC 4514 section 2.4, and `=` besides; blanks at both ends and a leading `#` as well. */
export function escapeForDn(value: string): string {
  return value.replaceAll(/[\\,+"<>;=\0]|^[ #]| $/g, asCode);
}

function asCode(character: string): string {
  return `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Puts a value where `{name}` stands, every time. */
export function fill(template: string, value: string): string {
  return template.replaceAll('{name}', () => value);
}
