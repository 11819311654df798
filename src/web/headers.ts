// The headers of every page. Pages hold no inline script and no inline style, and nothing of them is kept or framed.

export interface PageHeaders {
  readonly publicUrl: string;
  /** Where this page's forms may lead, redirects after them included (Chromium applies `form-action` to these too). */
  readonly formActionOrigins: readonly string[];
  /** Whose addresses this page loads in frames. */
  readonly frameOrigins?: readonly string[] | undefined;
}

/** @returns names and values, complete; for HTML pages, not for assets */
export function pageHeaders({ publicUrl, formActionOrigins, frameOrigins = [] }: PageHeaders): Record<string, string> {
  const targets = [...new Set(formActionOrigins.map(formTarget).filter((target) => target !== undefined))];
  const framed = [...new Set(frameOrigins.map(formTarget).filter((target) => target?.startsWith('http')))];
  const headers: Record<string, string> = {
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' data:",
      `form-action ${["'self'", ...targets].join(' ')}`,
      ...(framed.length === 0 ? [] : [`frame-src ${framed.join(' ')}`]),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    // With `no-referrer` browsers send `Origin: null` on our own forms, and the origin check could not tell them apart.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Cache-Control': 'no-store',
  };
  if (new URL(publicUrl).protocol === 'https:') headers['Strict-Transport-Security'] = 'max-age=31536000';
  return headers;
}

/**
 * What stands in `form-action` for an address: its origin, or the bare scheme of an application that is no web page
 * (`org.example.app:`). Nothing that could end the directive or name more than the address gets through.
 */
function formTarget(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, protocol } = new URL(address);
  if (/^https?:$/.test(protocol)) return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : undefined;
  return /^[a-z][a-z0-9+.-]*:$/.test(protocol) && !neverTargets.has(protocol) ? protocol : undefined;
}

const neverTargets = new Set([
  'about:',
  'blob:',
  'data:',
  'file:',
  'filesystem:',
  'ftp:',
  'javascript:',
  'ws:',
  'wss:',
]);

/** What passes by itself is worth another try: a full queue, a store that is away, too many tries. In seconds. */
export function retryHeaders(status: number): Record<string, string> {
  return status === 429 || status === 503 ? { 'Retry-After': '10' } : {};
}
