// The browser's return: its query, before anything of it is believed.

/** What of the callback's query means something; each may stand once. */
const responseParameters = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'response',
];

/** Longest query of a callback that is read, in characters. */
const maxQuery = 8192;

/** With its question mark; empty where there is none. */
export function queryOf({ originalUrl }: { readonly originalUrl: string }): string {
  const start = originalUrl.indexOf('?');
  return start === -1 ? '' : originalUrl.slice(start);
}

export function queryFault(query: string): string | undefined {
  if (query.length > maxQuery) return 'the answer is too long';
  const parameters = new URLSearchParams(query);
  const repeated = responseParameters.find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return `the answer repeats ${repeated}`;
  if (!parameters.has('code') && !parameters.has('error')) return 'the answer has neither code nor error';
  return undefined;
}

/** Of the query what means something; the rest may be anybody's (Apple puts a name there that nobody signed). */
export function meaningful(query: string): URLSearchParams {
  return new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => responseParameters.includes(name)));
}
