import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, UpstreamLink, UpstreamsView } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** Which of a profile's upstreams the person comes from. */
export function renderUpstreams(frame: Frame, view: UpstreamsView, translate: Translator): string {
  const { last, search, choices, otherHref } = view;
  const body = html`<p class="lead">${translate('upstreams.text', { profile: view.profileLabel })}</p>
${last !== undefined && lastChosen(last, translate)}
${search !== undefined && searchForm(search, translate)}
${choices.length > 0 && links(choices)}
${search !== undefined && search.pages > 1 && pages(search, translate)}
${otherHref !== undefined && html`<p class="cancel"><a href="${otherHref}">${translate('action.other-method')}</a></p>`}`;
  return layout(frame, { heading: translate('upstreams.title'), body }, translate);
}

function lastChosen(last: UpstreamLink, translate: Translator): Html {
  return html`<section class="last" aria-labelledby="last">
<h2 id="last">${translate('upstreams.last')}</h2>
${links([last])}
</section>
<h2>${translate('upstreams.others')}</h2>`;
}

/** The name stands beside the picture, so the picture says nothing more; one that cannot be had leaves its place empty. */
function links(list: readonly UpstreamLink[]): Html {
  return html`<ul class="choices">
${list.map(({ href, label, logoHref }) => html`<li><a class="choice${logoHref === undefined ? '' : ' with-logo'}" href="${href}">${logoHref !== undefined && html`<span class="logo"><img src="${logoHref}" alt="" height="32" loading="lazy" decoding="async"></span>`}<span class="label"><bdi>${label}</bdi></span></a></li>`)}
</ul>`;
}

/** Sent by GET: what is found has an address of its own, and no script is needed. */
function searchForm(search: NonNullable<UpstreamsView['search']>, translate: Translator): Html {
  const { action, fields, typed, total, allHref } = search;
  return html`<div class="search"><form role="search" method="get" action="${action}">
${hiddenFields(fields)}
<div class="field">
<label for="q">${translate('upstreams.search')}</label>
<div class="beside"><input id="q" name="q" type="search" value="${typed}" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto">
<button class="button" type="submit">${translate('signIn.search.submit')}</button></div>
</div>
</form>
${typed !== '' && html`<p class="aside" role="status">${total === 0 ? translate('upstreams.none', { typed }) : translate('upstreams.found', { count: total })} <a href="${allHref}">${translate('upstreams.all')}</a></p>`}</div>`;
}

function pages(search: NonNullable<UpstreamsView['search']>, translate: Translator): Html {
  const { page, pages: count, previousHref, nextHref } = search;
  return html`<nav class="pages" aria-label="${translate('upstreams.pages')}">
${previousHref !== undefined && html`<a href="${previousHref}" rel="prev">${translate('upstreams.previous')}</a>`}
<span aria-current="page">${translate('upstreams.page', { page, count })}</span>
${nextHref !== undefined && html`<a href="${nextHref}" rel="next">${translate('upstreams.next')}</a>`}
</nav>`;
}
