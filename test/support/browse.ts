// A browser of few words for flow tests: keeps cookies per origin, follows redirects, fills in forms.
import { parse as parseHtml } from './html-forms.ts';

export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Browser {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(url: string, fields: Readonly<Record<string, string>>, from?: string): Promise<Answer>;
  /** Fills in and sends the form of a page, wherever it leads. */
  submit(page: Answer, fields?: Readonly<Record<string, string>>, which?: number): Promise<Answer>;
  /** Follows redirects until something else comes, or until `stop` says that the address is the one wanted. */
  follow(answer: Answer, stop?: (location: string) => boolean): Promise<Answer>;
  cookies(origin: string): ReadonlyMap<string, string>;
  /** Drops one cookie, as a person who clears it would. */
  forget(origin: string, name: string): void;
}

const redirectsMax = 20;

export function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string) => {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };

  async function call(url: string, init: RequestInit): Promise<Answer> {
    const { origin } = new URL(url);
    const cookie = [...jarOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      accept: 'text/html',
      ...(cookie === '' ? {} : { cookie }),
      ...(init.headers as Record<string, string>),
    };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(jarOf(origin), line);
    return { url, status: response.status, headers: response.headers, body: await response.text() };
  }

  const browser: Browser = {
    get: (url, headers = {}) => call(url, { headers }),
    post: (url, fields, from = url) =>
      call(url, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(from).origin },
      }),
    async submit(page, fields = {}, which = 0) {
      const form = parseHtml(page.body)[which];
      if (form === undefined) throw new Error(`No form ${which} on ${page.url}: ${page.body.slice(0, 500)}`);
      return browser.post(new URL(form.action, page.url).href, { ...form.fields, ...fields }, page.url);
    },
    async follow(answer, stop = () => false) {
      let current = answer;
      for (let hops = 0; hops < redirectsMax; hops++) {
        const location = current.headers.get('location');
        if (location === null || current.status < 300 || current.status > 399) return current;
        const next = new URL(location, current.url).href;
        if (stop(next)) return current;
        current = await browser.get(next);
      }
      throw new Error(`More than ${redirectsMax} redirects, last ${current.url}`);
    },
    cookies: (origin) => jarOf(origin),
    forget: (origin, name) => void jarOf(origin).delete(name),
  };
  return browser;
}

/** Name and value only; a cookie that ends at once is dropped. Paths are not looked at: names tell ours apart. */
function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  const ended = attributes.some((text) => /^max-age=0$/i.test(text) || /^expires=thu, 01 jan 1970/i.test(text));
  if (ended) jar.delete(name);
  else jar.set(name, pair.slice(equals + 1));
}
