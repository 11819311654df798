// One request of a browser to one institution: in which language, from where, bound to which browser, signed in as whom.
import type { Request, Response } from 'express';
import type { InstitutionConfig } from '../../config/schema.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { CredentialSource } from '../domain/ports/credential-check.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { isAway, type UpstreamHealth } from '../domain/ports/upstream-health.ts';
import type { Session } from '../domain/session.ts';
import type { Institution, Institutions, ProfileRuntime } from '../institutions.ts';
import type { FoundSession, SessionLimits, Sessions } from '../session/sessions.ts';
import type { Cookies } from './cookies.ts';
import { pageHeaders, retryHeaders } from './headers.ts';
import { chooseLanguage, firstOffered, localized, offeredLanguages } from './languages.ts';
import { type Translator, translatorFor } from './messages.ts';
import { clientAddress, isSharedSource, sourceKey } from './source.ts';
import type { Frame } from './views.ts';

const yearSeconds = 365 * 86_400;

export interface VisitDeps {
  readonly publicUrl: string;
  readonly institutions: Institutions;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly random: Random;
  readonly sealing: Sealing;
  readonly health: Pick<UpstreamHealth, 'peek'>;
}

export class Visits {
  readonly #deps: VisitDeps;

  constructor(deps: VisitDeps) {
    this.#deps = deps;
  }

  /** @throws VestibuleError VST_INSTITUTION_UNKNOWN */
  of(req: Request, res: Response): Visit {
    const slug = req.params['slug'];
    const institution = typeof slug === 'string' ? this.#deps.institutions.get(slug) : undefined;
    if (institution === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
    return new Visit(this.#deps, institution, req, res);
  }

  /** The visit that an address names, where its first segment is an institution: for pages outside every route. */
  ifAny(req: Request, res: Response): Visit | undefined {
    const institution = this.#deps.institutions.get(req.originalUrl.split(/[/?]/)[1] ?? '');
    return institution === undefined ? undefined : new Visit(this.#deps, institution, req, res);
  }
}

export class Visit {
  readonly institution: Institution;
  #language: string;
  readonly #deps: VisitDeps;
  readonly #req: Request;
  readonly #res: Response;
  /** Given to the browser by this very answer. */
  #bound: string | undefined;

  constructor(deps: VisitDeps, institution: Institution, req: Request, res: Response) {
    this.#deps = deps;
    this.institution = institution;
    this.#req = req;
    this.#res = res;
    const { language, chosen } = chooseLanguage({
      ...this.#languageChosen(),
      suggested: deps.cookies.read(req, institution.slug, 'suggested'),
      acceptLanguage: req.headers['accept-language'],
      offered: institution.config.languages,
    });
    this.#language = language;
    if (chosen) deps.cookies.write(res, institution.slug, 'language', language, yearSeconds);
  }

  get language(): string {
    return this.#language;
  }

  get translate(): Translator {
    return translatorFor(this.#language);
  }

  /** An application would have the pages in one of these, until the browser is closed. What the person chose stands. */
  suggestLanguages(wanted: readonly string[]): void {
    const { query, cookie } = this.#languageChosen();
    const suggested = firstOffered(wanted, this.institution.config.languages);
    if (query !== undefined || cookie !== undefined || suggested === undefined) return;
    this.#deps.cookies.write(this.#res, this.institution.slug, 'suggested', suggested);
    this.#language = suggested;
  }

  #languageChosen(): { readonly query: string | undefined; readonly cookie: string | undefined } {
    const asked = this.#req.query['lang'];
    return {
      query: typeof asked === 'string' ? asked : undefined,
      cookie: this.#deps.cookies.read(this.#req, this.institution.slug, 'language'),
    };
  }

  /** The login profile by which somebody last came in with this browser; perhaps it is not there any more. */
  lastMethod(): string | undefined {
    if (!this.institution.config.chooser.rememberMethod) return undefined;
    return this.#deps.cookies.read(this.#req, this.institution.slug, 'method');
  }

  rememberMethod(profile: string): void {
    if (!this.institution.config.chooser.rememberMethod) return;
    this.#deps.cookies.write(this.#res, this.institution.slug, 'method', profile, yearSeconds);
  }

  forgetMethod(): void {
    this.#deps.cookies.clear(this.#res, this.institution.slug, 'method');
    this.#deps.cookies.clear(this.#res, this.institution.slug, 'idp');
  }

  /** Of several upstreams of a profile the one that was chosen last in this browser; perhaps it is not there any more. */
  lastUpstream(profile: string): string | undefined {
    if (!this.institution.config.chooser.rememberMethod) return undefined;
    const [of, id, ...more] = (this.#deps.cookies.read(this.#req, this.institution.slug, 'idp') ?? '').split('.');
    return of !== profile || id === undefined || more.length > 0 ? undefined : Buffer.from(id, 'base64url').toString();
  }

  /** One whose name is too long for a cookie is not remembered. */
  rememberUpstream(profile: string, id: string): void {
    if (!this.institution.config.chooser.rememberMethod) return;
    const text = `${profile}.${Buffer.from(id).toString('base64url')}`;
    if (text.length <= 512) this.#deps.cookies.write(this.#res, this.institution.slug, 'idp', text, yearSeconds);
  }

  get limits(): SessionLimits {
    return limitsOf(this.institution.config);
  }

  /** Where tries come from: the client's address, believed only through trusted proxies. */
  get source(): CredentialSource {
    const address = clientAddress(this.#req.ip);
    return { key: sourceKey(address), shared: isSharedSource(address, this.institution.config.lockout.sharedSources) };
  }

  /** Hash of the cookie that binds attempts to this browser; undefined when it has none. */
  browser(): string | undefined {
    if (this.#bound !== undefined) return this.#bound;
    const secret = this.#deps.cookies.read(this.#req, this.institution.slug, 'browser');
    return secret === undefined ? undefined : this.#deps.sealing.hash('browser', secret);
  }

  /** The same, given to the browser now if it has none. */
  bindBrowser(): string {
    return this.browser() ?? this.renewBrowser();
  }

  /** The next person at this computer is another one: what was begun in this browser until now is nobody's any more. */
  renewBrowser(): string {
    const secret = this.#deps.random.token();
    this.#deps.cookies.write(this.#res, this.institution.slug, 'browser', secret);
    this.#bound = this.#deps.sealing.hash('browser', secret);
    return this.#bound;
  }

  async session(): Promise<FoundSession | undefined> {
    const secret = this.#deps.cookies.read(this.#req, this.institution.slug, 'session');
    return secret === undefined ? undefined : this.#deps.sessions.find(this.institution.slug, secret, this.limits);
  }

  /** Gives the browser a new session; the one it had before, whoever's, is over, which is told first. */
  async replaceSession(secret: string, told: (ended: Session) => Promise<void>): Promise<void> {
    const ended = await this.endSession();
    if (ended !== undefined) await told(ended);
    this.#deps.cookies.write(this.#res, this.institution.slug, 'session', secret);
  }

  /** Ends this browser's session here. */
  async endSession(): Promise<Session | undefined> {
    const secret = this.#deps.cookies.read(this.#req, this.institution.slug, 'session');
    if (secret === undefined) return undefined;
    const id = this.#deps.sessions.idOf(secret);
    const found = await this.#deps.sessions.get(this.institution.slug, id, this.limits);
    await this.#deps.sessions.end(id);
    this.#deps.cookies.clear(this.#res, this.institution.slug, 'session');
    return found?.session;
  }

  /** Whether our own probes find that its upstream does not answer; the person may try all the same. */
  seemsAway({ config, fingerprint }: ProfileRuntime): boolean {
    const of = { institution: this.institution.slug, profile: config.id, settings: fingerprint };
    return isAway(this.#deps.health.peek(of));
  }

  text(text: Readonly<Record<string, string>>): string {
    return localized(text, this.language);
  }

  /** @param address where this page can be read again by GET, for its links to other languages */
  frame(address: string): Frame {
    const { config, slug } = this.institution;
    const { help } = config;
    return {
      institutionName: this.text(config.name),
      slug,
      language: this.language,
      otherLanguages: offeredLanguages(config.languages)
        .filter((tag) => tag !== this.language)
        .map((tag) => ({ tag, href: withLanguage(address, tag) })),
      help:
        help === undefined
          ? undefined
          : {
              ...(help.text === undefined ? {} : { text: this.text(help.text) }),
              ...(help.url === undefined ? {} : { url: help.url }),
              ...(help.email === undefined ? {} : { email: help.email }),
            },
    };
  }

  /** @param frameOrigins whose addresses the page loads in frames */
  send(
    status: number,
    html: string,
    formActionOrigins: readonly string[] = [],
    frameOrigins: readonly string[] = [],
  ): void {
    const { publicUrl } = this.#deps;
    const headers = { ...pageHeaders({ publicUrl, formActionOrigins, frameOrigins }), ...retryHeaders(status) };
    this.#res.status(status).set(headers).type('html').send(html);
  }
}

export function limitsOf(config: InstitutionConfig): SessionLimits {
  return {
    idleSeconds: config.session.idleMinutes * 60,
    absoluteSeconds: config.session.absoluteHours * 3600,
    timeZone: config.timeZone,
  };
}

function withLanguage(address: string, tag: string): string {
  const url = new URL(address, 'http://localhost');
  url.searchParams.set('lang', tag);
  return `${url.pathname}${url.search}`;
}
