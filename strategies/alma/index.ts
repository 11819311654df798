// A person's password in Alma: the users API says whether it is right, and who she is there.
import type { StrategyDeps, StrategyKind } from '../../src/domain/strategy.ts';
import { askWithin, pathSegment, under } from '../library-system/http.ts';
import { systemName } from '../library-system/issuer.ts';
import { buildLibrarySystem, type LibrarySystem } from '../library-system/strategy.ts';
import { unsaid } from '../library-system/typed.ts';
import type { AlmaOptions } from './options.ts';
import { authFailure, userAnswer } from './user.ts';

/** A header is bytes: the password goes in UTF-8. Blanks at its ends would be lost on the way (RFC 9110 section 5.5). */
function passwordHeader(password: string): string | undefined {
  return password === password.trim() ? Buffer.from(password, 'utf8').toString('latin1') : undefined;
}

function openAlma(options: AlmaOptions, { outbound, secrets }: StrategyDeps): LibrarySystem {
  const { baseUrl, userIdType, barcodeType, timeoutSeconds } = options;
  return {
    probed: {
      name: 'op=auth',
      remedy:
        'See the rights of the API key (area Users, read and write), the region in "baseUrl", and the daily threshold of calls',
    },
    async check(name, password) {
      const user = pathSegment(name);
      if (user === undefined) return unsaid('the name cannot stand in an address');
      const secret = passwordHeader(password);
      if (secret === undefined) return unsaid('a password that begins or ends with a blank cannot be sent to Alma');
      const ask = askWithin(outbound, timeoutSeconds * 1000);
      const headers = { authorization: `apikey ${secrets.read(options.apiKey)}` };
      const address = under(baseUrl, `almaws/v1/users/${user}`);
      const type = `user_id_type=${encodeURIComponent(userIdType)}`;
      const checked = await ask({
        method: 'POST',
        url: `${address}?op=auth&${type}`,
        headers: { ...headers, 'Exl-User-Pw': secret },
      });
      // 204 and nothing else: an error may come with status 200 through some gateways.
      if (checked.status !== 204) return authFailure(checked);
      const read = await ask({ method: 'GET', url: `${address}?view=full&expand=none&${type}`, headers });
      return userAnswer(read, name, barcodeType);
    },
  };
}

export const almaKind: StrategyKind<AlmaOptions> = {
  flow: 'form',
  create(options, deps) {
    const issuer = systemName(options);
    return buildLibrarySystem({ profile: options.id, issuer }, openAlma(options, deps), deps, {
      facts: [
        { label: 'system', value: issuer },
        { label: 'API', value: 'POST /almaws/v1/users/{user_id}?op=auth, GET /almaws/v1/users/{user_id}' },
        { label: 'address', value: options.baseUrl, internal: true },
        { label: 'API key', value: 'area Users, production, read and write', internal: true },
      ],
      certificates: [],
    });
  },
};
