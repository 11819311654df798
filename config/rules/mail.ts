// What mail asks of a configuration: letters that say what they must, an address rule that means something.
import { type LetterKind, letterNeeds, letterPlace, letterValues } from '../../src/domain/letter.ts';
import type { ConfigPath, DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { InstallationConfig, InstitutionConfig } from '../schema.ts';
import { didYouMean } from '../suggest.ts';
import type { InstallationView, InstitutionView } from '../view.ts';
import { isLoopbackHost } from './network.ts';
import { perProfile } from './profiles.ts';

export const mailRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'letters-name-known-values',
    *check({ frame }) {
      for (const [kind, languages] of Object.entries(frame?.mail.letters ?? {}) as [LetterKind, object][]) {
        for (const [language, wording] of Object.entries(languages)) {
          const path = ['mail', 'letters', kind, language];
          for (const [part, text] of Object.entries(wording as Readonly<Record<string, string | undefined>>)) {
            if (text !== undefined) yield* wordingFaults(kind, text, [...path, part], part !== 'subject');
          }
        }
      }
    },
  },
  {
    name: 'letters-are-in-offered-languages',
    *check({ frame }) {
      if (frame === undefined) return;
      for (const [kind, languages] of Object.entries(frame.mail.letters)) {
        for (const language of Object.keys(languages ?? {})) {
          if (frame.languages.includes(language)) continue;
          yield {
            path: ['mail', 'letters', kind, language],
            message: `nobody is written to in "${language}": the pages are in ${frame.languages.join(', ')}`,
          };
        }
      }
    },
  },
  {
    name: 'trusted-systems-belong-to-external-trust',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'email-link' || profile.trustedSystems === undefined || profile.trust === 'external') return;
      const message = `with trust: ${profile.trust} nothing is asked of a system: set trust: external, or leave this out`;
      yield { path: [...path, 'trustedSystems'], message };
    }),
  },
];

function* wordingFaults(kind: LetterKind, text: string, path: ConfigPath, isBody: boolean): Generator<DataFault> {
  // A file that could not be read is told elsewhere.
  if (text.startsWith('${')) return;
  const known: readonly string[] = letterValues[kind];
  const named = [...text.matchAll(letterPlace)].map(([, name = '']) => name);
  for (const name of new Set(named)) {
    if (known.includes(name)) continue;
    const message = `"{${name}}" stands for nothing in this letter: expected ${known.map((one) => `{${one}}`).join(', ')}`;
    yield { path, message, hint: didYouMean(name, known) };
  }
  const needs = letterNeeds[kind];
  if (!isBody || needs.some((name) => named.includes(name))) return;
  yield { path, message: `without ${needs.map((name) => `{${name}}`).join(' or ')} the letter is good for nothing` };
}

/** What no single file can know: who signs in by mail needs an installation that has mail. */
export function* checkMailThere(
  { mail }: Pick<InstallationConfig, 'mail'>,
  institutions: readonly InstitutionConfig[],
): Generator<DataFault> {
  if (mail !== undefined) return;
  for (const { slug, loginProfiles } of institutions) {
    const profile = loginProfiles.find(
      (one) => one.enabled && (one.kind === 'email-link' || ('registration' in one && one.registration !== undefined)),
    );
    if (profile === undefined) continue;
    yield {
      path: ['institutions'],
      at: 'key',
      message: `the login profile "${profile.id}" of "${slug}" sends mails, and this installation has no "mail"`,
      hint: 'say how letters leave: mail: { engine: smtp, host: …, from: … }',
    };
    return;
  }
}

export const installationMailRules: readonly Rule<InstallationView>[] = [
  {
    name: 'mail-in-clear-stays-on-this-machine',
    *check({ mail }) {
      if (mail?.engine !== 'smtp' || mail.tls !== 'none' || isLoopbackHost(mail.host)) return;
      yield {
        path: ['mail', 'tls'],
        message: 'letters with codes would go out in clear: expected starttls or implicit, or a host on this machine',
      };
    },
  },
  {
    name: 'mail-user-has-a-password',
    *check({ mail }) {
      if (mail?.engine !== 'smtp' || (mail.username === undefined) === (mail.password === undefined)) return;
      const key = mail.username === undefined ? 'password' : 'username';
      yield { path: ['mail', key], message: 'username and password come together or not at all' };
    },
  },
  {
    name: 'outbox-stays-on-this-machine',
    *check({ mail, publicUrl }) {
      if (mail?.engine !== 'outbox' || publicUrl === undefined || isLoopbackHost(new URL(publicUrl).hostname)) return;
      yield {
        path: ['mail', 'engine'],
        message: 'the outbox delivers nothing and shows letters with codes: for a publicUrl on this machine only',
      };
    },
  },
];
