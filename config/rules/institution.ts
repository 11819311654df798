import { hasCatalogue, messageLanguages } from '../../src/web/messages.ts';
import { reservedSlugs } from '../reserved.ts';
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';
import { takesPassword } from './library-systems.ts';
import { isNetwork } from './network.ts';

export const institutionRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'slug-not-reserved',
    *check({ slug }) {
      if (slug !== undefined && reservedSlugs.includes(slug)) {
        yield { path: ['slug'], message: `"${slug}" is an address of Vestibule itself: take another slug` };
      }
    },
  },
  {
    name: 'languages-have-texts',
    *check({ frame }) {
      for (const [index, language] of (frame?.languages ?? []).entries()) {
        if (hasCatalogue(language)) continue;
        yield {
          path: ['languages', index],
          message: `there are no texts in "${language}": expected one of ${messageLanguages.join(', ')}`,
        };
      }
    },
  },
  {
    name: 'languages-once',
    *check({ frame }) {
      const languages = frame?.languages ?? [];
      for (const [index, language] of languages.entries()) {
        if (languages.indexOf(language) < index) {
          yield { path: ['languages', index], message: `"${language}" stands here twice` };
        }
      }
    },
  },
  {
    name: 'shared-sources-are-networks',
    *check({ frame }) {
      for (const [index, text] of (frame?.lockout.sharedSources ?? []).entries()) {
        if (isNetwork(text)) continue;
        const message = `found "${text}", expected an address or a range such as 10.0.0.0/8 or fd00::/8`;
        yield { path: ['lockout', 'sharedSources', index], message };
      }
    },
  },
  {
    name: 'unreachable-profiles-are-redirect-profiles',
    *check({ frame, loginProfiles }) {
      const { unreachableProfiles = [], whenUnreachable } = frame?.fallback ?? {};
      const path = ['fallback', 'unreachableProfiles'];
      if (unreachableProfiles.length > 0 && whenUnreachable === false) {
        yield {
          path,
          at: 'key',
          message: 'these open whenUnreachable, which is false: set "whenUnreachable: true", or name none',
        };
      }
      for (const [index, id] of unreachableProfiles.entries()) {
        const found = loginProfiles.find(({ name }) => name === id);
        if (found === undefined) {
          yield { path: [...path, index], message: `there is no login profile "${id}"` };
        } else if (found.value !== undefined && takesPassword(found.value)) {
          const message = `"${id}" asks for a password itself: whenUnreachable counts for it without its name here`;
          yield { path: [...path, index], message };
        }
      }
    },
  },
  {
    name: 'fallback-has-a-form',
    *check({ frame, loginProfiles }) {
      const { fallback } = frame ?? {};
      if (fallback === undefined || loginProfiles.some(({ value }) => value === undefined)) return;
      const { whenRefused, whenUnknown, whenUnreachable, whenChosen } = fallback;
      const isSet = whenRefused || whenUnknown || whenUnreachable || whenChosen;
      if (!isSet || loginProfiles.some(({ value }) => value !== undefined && takesPassword(value))) return;
      yield {
        path: ['fallback'],
        at: 'key',
        message:
          'no login profile here asks for a password: a fallback needs one of kind ldap, alma, koha, paia, sip2 or password',
      };
    },
  },
];
