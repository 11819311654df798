// A letter as a text and as HTML, from the same few blocks: what can be read in the one can be read in the other.
import { directionOf } from '../web/direction.ts';
import { type Html, html } from '../web/html.ts';
import { leftToRight } from '../web/isolation.ts';
import { contentLanguage } from '../web/languages.ts';

export type LetterBlock =
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'link'; readonly label: string; readonly href: string }
  | { readonly type: 'code'; readonly label: string; readonly code: string };

export interface LetterFrame {
  readonly institution: string;
  readonly language: string;
}

const paper = 'margin:0;padding:24px 12px;background:#f3f1ec;color:#1d2329;font:16px/1.5 system-ui,sans-serif';
const card = 'max-width:33rem;margin:0 auto;padding:24px;background:#ffffff;color:#1d2329;border-radius:12px';
const button =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#1c4e6b;color:#ffffff;font-weight:600;text-decoration:none';
const digits = 'margin:4px 0 16px;font:600 28px/1.4 ui-monospace,monospace;letter-spacing:0.15em';

/** Plain text, lines as long as they are: mail programs wrap them. */
export function bodyText({ institution, language }: LetterFrame, blocks: readonly LetterBlock[]): string {
  return `${[institution, ...blocks.map((block) => textOf(block, directionOf(language)))].join('\n\n')}\n`;
}

function textOf(block: LetterBlock, direction: 'ltr' | 'rtl'): string {
  switch (block.type) {
    case 'paragraph':
      return block.text;
    case 'link':
      return `${block.label}:\n${block.href}`;
    case 'code':
      // The two halves of a code would change places in a line from right to left.
      return `${block.label}: ${direction === 'rtl' ? leftToRight(block.code) : block.code}`;
  }
}

export function bodyHtml(frame: LetterFrame, blocks: readonly LetterBlock[]): string {
  return wrapHtml(frame, blocks.map(markupOf));
}

/** A whole document around what is said. Styles stand in it: mail programs fetch none. */
export function wrapHtml({ institution, language }: LetterFrame, content: readonly Html[]): string {
  return html`<!doctype html>
<html lang="${contentLanguage(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${institution}</title>
</head>
<body style="${paper}">
<div style="${card}">
<p style="margin:0 0 16px;font-weight:600">${institution}</p>
${content}
</div>
</body>
</html>
`.toString();
}

function markupOf(block: LetterBlock): Html {
  switch (block.type) {
    case 'paragraph':
      return html`<p style="margin:0 0 16px">${block.text}</p>\n`;
    case 'link':
      return html`<p style="margin:0 0 8px"><a style="${button}" href="${block.href}">${block.label}</a></p>
<p style="margin:0 0 16px;font-size:13px;overflow-wrap:anywhere"><span dir="ltr">${block.href}</span></p>\n`;
    case 'code':
      return html`<p style="margin:0">${block.label}</p>
<p style="${digits}"><span dir="ltr">${block.code}</span></p>\n`;
  }
}
