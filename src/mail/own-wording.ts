// An institution's own wording of a letter, from its files: `{name}` stands for a value, escaped where it stands in HTML.
import { letterPlace } from '../domain/letter.ts';
import { type Html, html } from '../web/html.ts';

/** What names no value stays as it is: `vestibule check` has told of it. */
export function fillText(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replaceAll(letterPlace, (written, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : written,
  );
}

export function fillHtml(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replaceAll(letterPlace, (written, name: string) =>
    Object.hasOwn(values, name) ? html`${values[name]}`.toString() : written,
  );
}

/** Where only a text was written: its paragraphs, with its links to press. */
export function paragraphsOf(text: string): readonly Html[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => html`<p style="margin:0 0 16px;white-space:pre-line">${linked(paragraph)}</p>\n`);
}

function linked(text: string): readonly Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));
}
