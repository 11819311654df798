// Single logout, both ways: our request to the identity provider and its answer, and its request and ours. Every message
// is signed, theirs and ours, so there is none without keys of our own. SAML Profiles 4.4.
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Random } from '../../../src/domain/ports/random.ts';
import type { BuiltStrategy, UpstreamSignOut } from '../../../src/domain/strategy.ts';
import type { KeyPair } from '../../../src/saml/certificates.ts';
import type { Fault } from '../../../src/saml/fault.ts';
import { logoutRequestXml, logoutResponseXml } from '../../../src/saml/logout-write.ts';
import { receiveLogout } from '../../../src/saml/receive.ts';
import { logoutSubject } from './kept.ts';
import { type LogoutProfile, type ReadLogout, readLogout } from './read.ts';
import { sendSigned } from './send.ts';

export type SingleLogoutParts = Pick<BuiltStrategy, 'signOut' | 'logoutMessage'>;

export function singleLogout(profile: LogoutProfile, keys: KeyPair, random: Random): SingleLogoutParts {
  const { sp, providers, clock, records } = profile;
  const frame = (destination: string) => ({
    id: `_${random.token()}`,
    issuedAt: clock.now(),
    destination,
    issuer: sp.entityId,
  });
  return {
    async signOut({ kept, state }) {
      const subject = logoutSubject(kept);
      if (subject === undefined) return undefined;
      const found = await providers.named(subject.entityId);
      if (found.type === 'unreachable') throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', found.detail);
      // Another identity provider than she came from is not told of her.
      if (found.type !== 'provider' || found.idp.entityId !== subject.entityId) return undefined;
      const service = found.idp.singleLogout;
      if (service === undefined) return undefined;
      const framed = frame(service.url);
      await records.remember(framed.id, { state, entityId: subject.entityId });
      const xml = logoutRequestXml(framed, subject);
      return sendSigned({ parameter: 'SAMLRequest', xml, binding: service.binding, url: service.url }, keys);
    },
    async logoutMessage(request) {
      const received = receiveLogout(request);
      const read = received.type === 'fault' ? received : await readLogout(profile, received);
      if (read.type === 'fault') throw refused(read);
      if (read.type === 'answer') return read;
      return {
        type: 'request',
        over: read.over,
        answer: async ({ ended }) => answerTo(read, ended),
      };
    },
  };

  function answerTo(
    { id, idp, relayState }: Extract<ReadLogout, { type: 'request' }>,
    ended: boolean,
  ): UpstreamSignOut {
    const service = idp.singleLogout;
    if (service === undefined)
      throw new VestibuleError('VST_INTERNAL', 'A logout request without an address to answer.');
    const { binding, responseUrl: url } = service;
    const xml = logoutResponseXml(frame(url), id, ended);
    return sendSigned({ parameter: 'SAMLResponse', xml, binding, url, relayState }, keys);
  }
}

function refused({ check, detail, reason }: Fault): VestibuleError {
  const code = reason === 'replayed' ? 'VST_UPSTREAM_REPLAYED' : 'VST_UPSTREAM_MESSAGE_INVALID';
  return new VestibuleError(code, `${check}: ${detail}`);
}
