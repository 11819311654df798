// The one frame of every page: whose page it is, its content, help and languages.
import { type AssetName, assetPath } from './assets.ts';
import { directionOf } from './direction.ts';
import { helpContact } from './help.ts';
import { type Html, html } from './html.ts';
import { contentLanguage } from './languages.ts';
import type { Translator } from './messages.ts';
import type { Frame } from './views.ts';

export interface Page {
  /** The one h1. */
  readonly heading: string;
  /** Where the window's title says more than the heading. */
  readonly windowTitle?: string;
  readonly body: Html;
  readonly scripts?: readonly AssetName[];
  /** `wide` for tables and long values. */
  readonly width?: 'narrow' | 'wide';
  /** Where the browser goes on to by itself, at once and without a script. */
  readonly goesOnTo?: string;
  /** Not at once: what the page loads first gets so long. */
  readonly goesOnAfterSeconds?: number;
  /** The page itself says whom to ask, so its foot does not. */
  readonly showsHelp?: boolean;
}

/** @returns a whole HTML document */
export function layout(frame: Frame, page: Page, translate: Translator): string {
  const title = translate('frame.title', {
    page: page.windowTitle ?? page.heading,
    institution: frame.institutionName,
  });
  return html`<!doctype html>
<html lang="${contentLanguage(frame.language)}" dir="${directionOf(frame.language)}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${page.goesOnTo !== undefined && html`<meta http-equiv="refresh" content="${page.goesOnAfterSeconds ?? 0}; url=${page.goesOnTo}">`}
<link rel="icon" href="${assetPath('mark.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetPath('vestibule.css')}">
${page.scripts?.map((name) => html`<script src="${assetPath(name)}" defer></script>`)}
</head>
<body>
<a class="skip" href="#main">${translate('frame.skip')}</a>
<div class="page${page.width === 'wide' ? ' wide' : ''}">
<header>${mark()}<p><bdi>${frame.institutionName}</bdi></p></header>
<main id="main" tabindex="-1">
<h1>${page.heading}</h1>
${page.body}
</main>
${foot(frame, page, translate)}
</div>
</body>
</html>
`.toString();
}

function foot(frame: Frame, page: Page, translate: Translator): Html {
  const help = page.showsHelp === true ? undefined : helpContact(frame, translate);
  return html`<footer>
${help !== undefined && html`<section class="help"><h2>${translate('frame.help.title')}</h2>${help}</section>`}
${frame.otherLanguages.length > 0 && languages(frame, translate)}
</footer>`;
}

function languages(frame: Frame, translate: Translator): Html {
  return html`<nav aria-label="${translate('frame.languages')}">
<ul class="languages">
<li><span aria-current="true">${ownName(frame.language)}</span></li>
${frame.otherLanguages.map(({ tag, href }) => html`<li><a href="${href}" lang="${contentLanguage(tag)}" hreflang="${contentLanguage(tag)}"><bdi dir="${directionOf(tag)}">${ownName(tag)}</bdi></a></li>`)}
</ul>
</nav>`;
}

/** A language's name in itself, as its readers look for it. */
function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** The mark: a doorway, its door open. */
function mark(): Html {
  return html`<svg class="mark" viewBox="0 0 32 32" width="40" height="40" aria-hidden="true" focusable="false"><path d="M7 28V13a9 9 0 0 1 18 0v15" fill="none" stroke="currentColor" stroke-width="2"/><path d="M7 28V13c0-3.6 2-6.7 5-8.1l5 5.1v21z" fill="currentColor"/><path d="M2.5 28H7m18 0h4.5" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`;
}
