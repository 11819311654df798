import { z } from 'zod';
import { normalService } from '../../src/domain/service-url.ts';
import { isLoopbackUrl, seconds } from '../fields.ts';
import { commonRelyingPartyFields, relyingPartyId } from './common.ts';

/** An origin and the beginning of a path: what is under it belongs to the application. */
const serviceAddress = z
  .string()
  .max(1000)
  .refine((text) => normalService(text) !== undefined && !text.includes('?'), {
    message:
      'an address such as https://catalogue.example/vufind: small letters in its name, no user name, query, fragment, wildcard or dot segments',
  })
  .refine((text) => !text.includes('*'), {
    message: 'an address without wildcard: everything under it is meant anyway',
  })
  .refine((text) => normalService(text) === undefined || text.startsWith('https:') || isLoopbackUrl(text), {
    message: 'an https address (http only for an address of this machine): who can read the network reads tickets too',
  })
  .transform((text) => normalService(text) ?? text);

const callbackAddress = serviceAddress.refine((text) => text.startsWith('https:'), {
  message: 'an https address: proxy-granting tickets go nowhere else',
});

/** An application that asks by CAS. */
export const casRelyingParty = z.strictObject({
  kind: z.literal('cas').describe('How the application speaks to us: CAS, protocol 1 to 3.'),
  id: relyingPartyId.describe('Its name in logs and in the audit; the application does not need it.'),
  ...commonRelyingPartyFields,
  services: z
    .array(serviceAddress)
    .min(1)
    .max(50)
    .describe(
      'Addresses of the application. Its own sign-in may come from any address of the same scheme, name and port whose path begins with this one, segment by segment: `https://catalogue.example/vufind` is also `…/vufind/MyResearch`, and not `…/vufind2`.',
    ),
  ticketSeconds: seconds(1, 300)
    .default(10)
    .describe('How long a ticket waits for the application to ask about it. Once is enough, and once is all it may.'),
  singleLogout: z
    .boolean()
    .default(true)
    .describe('Whether the application is told, by a POST, when a person signs out.'),
  logoutUrl: serviceAddress.optional().describe('Where it is told; at the service that took the ticket unless named.'),
  proxy: z
    .strictObject({
      callbacks: z
        .array(callbackAddress)
        .min(1)
        .max(20)
        .describe(
          'Addresses of its own (`pgtUrl`), or what these begin with, that proxy-granting tickets are sent to.',
        ),
    })
    .optional()
    .describe('Whether it may fetch tickets for other applications in the name of the person (a portal, a proxy).'),
  proxiedBy: z
    .array(relyingPartyId)
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Ids of the CAS applications with `proxy` that may come to this one in the name of a person; none unless named.',
    ),
});
export type CasRelyingParty = z.infer<typeof casRelyingParty>;
