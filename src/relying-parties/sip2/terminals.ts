// Which terminal speaks: by its login, or by its address. Read anew for every message, so that one that was switched off
// or changed has no more to say a second later.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Release, TerminalConfig } from '../../../config/schema.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';
import type { Institution } from '../../institutions.ts';
import { decode } from './charset.ts';
import { within } from './networks.ts';

export interface Terminal {
  readonly institution: Institution;
  readonly config: TerminalConfig;
  /** Identifier types that may be scanned. */
  readonly types: readonly string[];
  readonly release: Release;
  /** Whether it may come from this address. */
  readonly allows: (address: string) => boolean;
}

/** A terminal that a connection was found to be. */
export interface Known {
  readonly institution: string;
  readonly terminal: string;
  /** What it was found by: when that changes, it is to sign in again. */
  readonly found: string;
}

export interface Login {
  /** As they came: each terminal has a character set of its own. */
  readonly user: string;
  readonly password: string;
  readonly location: string | undefined;
}

const ready = new WeakMap<Institution, ReadonlyMap<string, Terminal>>();

/** The terminals of an institution that are switched on, by id. */
function terminalsOf(institution: Institution): ReadonlyMap<string, Terminal> {
  const standing = ready.get(institution);
  if (standing !== undefined) return standing;
  const enabled = institution.config.sip2.terminals.filter((config) => config.enabled);
  const made = new Map(enabled.map((config) => [config.id, terminal(institution, config)]));
  ready.set(institution, made);
  return made;
}

function terminal(institution: Institution, config: TerminalConfig): Terminal {
  const { fields, recordTypes, userGroups, acceptExpired } = config.release;
  return {
    institution,
    config,
    types: config.identifiers ?? [primaryType, ...barcodesOf(institution)],
    // The terminal knows a person by what was scanned, so nothing is pinned and no other name is told.
    release: {
      vendor: false,
      subject: 'pairwise',
      pinned: false,
      claims: fields,
      recordTypes,
      acceptExpired,
      ...(userGroups === undefined ? {} : { userGroups }),
    },
    allows: within(config.networks),
  };
}

function barcodesOf({ config }: Institution): readonly string[] {
  const isBarcode = ({ code, preset }: (typeof config.identifierTypes)[number]) =>
    preset === 'barcode' || /barcode/i.test(code);
  return config.identifierTypes.filter(isBarcode).map(({ code }) => code);
}

export function knownAs({ institution, config }: Terminal): Known {
  const found = JSON.stringify([config.login, config.networks, config.location]);
  return { institution: institution.slug, terminal: config.id, found };
}

/** The terminal as it is configured now, if it still is what it was found as. */
export function stillKnown(institution: Institution | undefined, known: Known, address: string): Terminal | undefined {
  const found = institution === undefined ? undefined : terminalsOf(institution).get(known.terminal);
  return found?.allows(address) === true && knownAs(found).found === known.found ? found : undefined;
}

/** One terminal or none: two that the address fits are nobody. */
export function terminalAt(address: string, institutions: readonly Institution[]): Terminal | undefined {
  const fitting = institutions.flatMap((institution) =>
    [...terminalsOf(institution).values()].filter(
      ({ config, allows }) => config.login === undefined && allows(address),
    ),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** One terminal or none: two with one login and one password are nobody. */
export function terminalOf(
  login: Login,
  address: string,
  institutions: readonly Institution[],
  secrets: Secrets,
): Terminal | undefined {
  const fitting = institutions.flatMap((institution) =>
    [...terminalsOf(institution).values()].filter(({ config, allows }) => {
      if (config.login === undefined || decode(login.user, config.charset) !== config.login.user) return false;
      const isRight = isSame(decode(login.password, config.charset), secrets.read(config.login.password));
      return isRight && allows(address) && isThere(login, config);
    }),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A login that names no place names no other one. */
function isThere({ location }: Login, config: TerminalConfig): boolean {
  if (config.location === undefined || location === undefined || location === '') return true;
  return decode(location, config.charset) === config.location;
}

/** Compared as hashes, so that how long it takes tells nothing of the password. */
function isSame(said: string | undefined, password: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(said ?? ''), digest(password)) && said !== undefined;
}
