// The one template tag of every page. Whatever is put into it is escaped, in text and in quoted attributes; there is no
// way here to put raw text in.
import { html as escaping } from 'hono/html';

/** Escaped markup. */
export type Html = Exclude<ReturnType<typeof escaping>, Promise<unknown>>;

/** `undefined` and `false` show nothing. No promise: a page has everything it shows before it is drawn. */
export type HtmlValue = string | number | false | undefined | Html | readonly HtmlValue[];

/** Attribute values must stand in double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return escaping(strings, ...values) as Html;
}
