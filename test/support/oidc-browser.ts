// A browser that keeps cookies by path and follows redirects as long as they stay on one origin.
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

export interface Opening {
  readonly method?: string;
  readonly body?: string | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Landing {
  /** Where it ended: an address on another origin that was not opened, or the page below. */
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

export class Browser {
  readonly #home: string;
  #cookies: readonly Cookie[] = [];

  constructor(home: string) {
    this.#home = home;
  }

  async open(address: string, init: Opening = {}): Promise<Landing> {
    let url = new URL(address, this.#home);
    let request = init;
    for (let hops = 0; hops < 15; hops++) {
      if (url.origin !== this.#home) return { url, status: 303, text: '' };
      const headers = { accept: 'text/html', cookie: this.#cookiesFor(url), ...request.headers };
      const response = await fetch(url, { ...request, redirect: 'manual', headers });
      for (const line of response.headers.getSetCookie()) this.#keep(line, url);
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, text: await response.text() };
      await response.body?.cancel();
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`too many redirects, last to ${url.href}`);
  }

  cookieNames(): readonly string[] {
    return this.#cookies.map(({ name }) => name);
  }

  forget(name: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name);
  }

  #cookiesFor({ pathname }: URL): string {
    return this.#cookies
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep(line: string, url: URL): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? url.pathname;
    const isOver = attributes.some((attribute) => /^expires=thu, 01 jan 1970/i.test(attribute));
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    if (!isOver) this.#cookies = [...this.#cookies, { name, value: pair.slice(pair.indexOf('=') + 1), path }];
  }
}
