/** Where the form is. */
export function registerPath(slug: string, id: string): string {
  return `/${slug}/register?id=${encodeURIComponent(id)}`;
}

/** Where the code of the letter is typed. */
export function registerCodePath(slug: string, id: string): string {
  return `/${slug}/register/code?id=${encodeURIComponent(id)}`;
}
