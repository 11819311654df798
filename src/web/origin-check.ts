import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a POST came from a page of ours, by what the browser itself says.
 *
 * `Origin` must be ours and `Sec-Fetch-Site`, where sent, must not contradict it. A request without `Origin` counts only
 * when `Sec-Fetch-Site` says `same-origin`, or, from browsers that know neither, when the `Referer` is ours. What says
 * nothing at all is refused: every browser since 2020 sends `Origin` with a form.
 *
 * @param publicUrl the installation's own address; only its origin counts
 */
export function checkPostOrigin(headers: IncomingHttpHeaders, publicUrl: string): 'same-origin' | 'cross-site' {
  const ours = new URL(publicUrl).origin;
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  // `none` is what a browser says when the person herself asked for the address or loads a page again.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross-site';
  if (origin !== undefined) return origin === ours ? 'same-origin' : 'cross-site';
  if (site !== undefined) return site === 'same-origin' ? 'same-origin' : 'cross-site';
  const { referer } = headers;
  return referer !== undefined && URL.canParse(referer) && new URL(referer).origin === ours
    ? 'same-origin'
    : 'cross-site';
}
