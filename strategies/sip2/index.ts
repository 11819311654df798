// A person's password or PIN in a system that speaks SIP2: patron information says whether it is right.
import { X509Certificate } from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, StrategyKind, UpstreamRegistration } from '../../src/domain/strategy.ts';
import { ConnectionPool } from '../connections/pool.ts';
import { systemName } from '../library-system/issuer.ts';
import { buildLibrarySystem, type LibrarySystem } from '../library-system/strategy.ts';
import { unsaid } from '../library-system/typed.ts';
import { openConnection, type SipAnswer } from './connection.ts';
import type { Sip2Options } from './options.ts';
import { patronAnswer, patronQuestion } from './patron.ts';

const idleMsMax = 60_000;

function openSip2(options: Sip2Options, { clock, secrets }: StrategyDeps): LibrarySystem {
  const { host, port, connectTimeoutSeconds, timeoutSeconds } = options;
  const pool = new ConnectionPool({
    open: (_wish: undefined, leftMs) =>
      openConnection(options, secrets, Math.min(connectTimeoutSeconds * 1000, leftMs)),
    fits: () => true,
    size: options.poolSize,
    idleMsMax,
    clock,
  });
  const unreachable = (what: string) => ({ type: 'unreachable' as const, detail: `sip2://${host}:${port}: ${what}` });

  function questionAbout(name: string, password: string, now: number): Buffer | string {
    const terminalPassword = options.terminalPassword === undefined ? '' : secrets.read(options.terminalPassword);
    return patronQuestion({ name, password }, { options, terminalPassword, now });
  }

  /** A kept connection that turns out to be dead is replaced, once. */
  async function ask(question: Buffer, until: number, again: boolean): Promise<SipAnswer> {
    const lease = await pool.lease(undefined, until);
    const left = Math.max(1, until - clock.now());
    // Half the time for a kept connection, so that there is some left to replace it.
    const answer = await lease.connection.ask(question, lease.kept && again ? left / 2 : left);
    pool.giveBack(lease, !('fault' in answer));
    return 'fault' in answer && lease.kept && again ? ask(question, until, false) : answer;
  }

  return {
    probed: {
      name: 'patron message',
      remedy: 'See "institutionId", "terminalPassword", "message", "checksums" and "charset"',
    },
    async check(name, password) {
      const now = clock.now();
      const question = questionAbout(name, password, now);
      if (typeof question === 'string') return unsaid(question);
      try {
        const answer = await ask(question, now + timeoutSeconds * 1000, true);
        return 'fault' in answer ? unreachable(answer.fault) : patronAnswer(answer, name, options);
      } catch (error) {
        if (error instanceof VestibuleError && error.code === 'VST_UPSTREAM_UNREACHABLE') {
          return { type: 'unreachable', detail: error.message };
        }
        throw error;
      }
    },
    async checkApart(name, password) {
      const question = questionAbout(name, password, clock.now());
      if (typeof question === 'string') return unsaid(question);
      const connection = await openConnection(options, secrets, connectTimeoutSeconds * 1000);
      try {
        const answer = await connection.ask(question, timeoutSeconds * 1000);
        if ('fault' in answer) throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', unreachable(answer.fault).detail);
        return patronAnswer(answer, name, options);
      } finally {
        connection.close();
      }
    },
    close: () => pool.close(),
  };
}

function registrationOf(options: Sip2Options, issuer: string): UpstreamRegistration {
  const { host, port, ca, message } = options;
  const messages = message === 'status' ? '23/24 (patron status)' : '63/64 (patron information)';
  return {
    facts: [
      { label: 'system', value: issuer },
      { label: 'messages', value: options.login === undefined ? messages : `93/94 (login), ${messages}` },
      { label: 'server', value: `${host}:${port}`, internal: true },
    ],
    certificates: ca === undefined ? [] : [trusted(`${host}:${port}`, ca)],
  };
}

function trusted(server: string, pem: string): UpstreamRegistration['certificates'][number] {
  const { fingerprint256, validFromDate, validToDate } = new X509Certificate(pem);
  return {
    use: `trusted for ${server}`,
    pem,
    fingerprint: fingerprint256,
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    internal: true,
  };
}

export const sip2Kind: StrategyKind<Sip2Options> = {
  flow: 'form',
  create(options, deps) {
    const issuer = systemName(options);
    const system = openSip2(options, deps);
    return buildLibrarySystem({ profile: options.id, issuer }, system, deps, registrationOf(options, issuer));
  },
};
