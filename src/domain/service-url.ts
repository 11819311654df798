// The address of an application as a CAS client names it ("service"): read strictly, so that what is registered, what a
// browser is sent to and what a validation names are one and the same address. CAS 3.0 section 2.1.1, appendix B.

/** Characters. */
const longest = 2048;
/** Scheme, name and port, path, query. No user name, no fragment, no backslash; letters beyond ASCII in the query only. */
const shape =
  /^(https?):\/\/([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?(\/[!-"$->@-[\]-~]*)?(\?(?:[ -"$-[\]-~\u00a0-\u{10ffff}]*[!-"$-[\]-~\u00a1-\u{10ffff}])?)?$/u;
/** Encoded NUL and line breaks, dots, slashes, backslashes and percent signs: servers disagree on what these are. */
const oddEncoding = /%(?:0[0-9a-f]|1[0-9a-f]|7f|2e|2f|5c|25)/i;
/** Parameters that carry a ticket back: a service that has one already would be handed two. */
const ticketParameters = ['ticket', 'SAMLart'];

/**
 * One way to write a service, or undefined for an address that could be read in two ways: with a user name, a fragment, a
 * backslash, control characters, capital letters or other scripts in its name, dot segments, or what is encoded twice.
 */
export function normalService(text: string): string | undefined {
  const [, scheme, name, port, path = '/'] = text.length > longest ? [] : (shape.exec(text) ?? []);
  if (scheme === undefined || !text.isWellFormed() || !URL.canParse(text)) return undefined;
  if (oddEncoding.test(path) || /%(?![0-9a-f]{2})/i.test(path) || hasDotSegment(path)) return undefined;
  const url = new URL(text);
  // Of a port only the scheme's own may be left out or written; 0080 is nobody's.
  if (port !== undefined && port !== (url.port || defaultPorts[scheme])) return undefined;
  // Numbers that some read as an address of a machine: 0x7f.1, 127.1.
  if (url.hostname !== name) return undefined;
  return ticketParameters.some((name) => url.searchParams.has(name)) ? undefined : url.href;
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Also `..;x`, which Java servers take for `..`. */
function hasDotSegment(path: string): boolean {
  return path.split('/').some((segment) => /^\.{1,2}(?:;.*)?$/.test(segment));
}

/**
 * Whether an address stands at or under a registered one: the same origin, and the path begins with the registered path at
 * a segment boundary. Both as `normalService` gives them.
 */
export function isServiceWithin(service: string, registered: string): boolean {
  const [asked, known] = [new URL(service), new URL(registered)];
  if (asked.origin !== known.origin) return false;
  const base = known.pathname.endsWith('/') ? known.pathname : `${known.pathname}/`;
  return asked.pathname === known.pathname || asked.pathname.startsWith(base);
}

/** How much of an address a registered one fixes: of several that fit, the longest path is meant. */
export function fixedPath(registered: string): number {
  return new URL(registered).pathname.length;
}
