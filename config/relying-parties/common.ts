// What every relying party has, whatever door it asks at.
import { z } from 'zod';
import { localizedText, slug } from '../fields.ts';
import { release } from '../release.ts';

/** A name of its own among the relying parties of every door; what stands in logs and in the audit. */
export const relyingPartyId = z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/, 'up to 100 letters, digits and . _ ~ -');

export const commonRelyingPartyFields = {
  name: localizedText.describe('What people call it; shown on the sign-in page.'),
  enabled: z.boolean().default(true).describe('Whether it may ask; a change takes effect within a second.'),
  profiles: z
    .array(slug)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Ids of the login profiles that it takes, in the order its people see them; all unless named. Who came in by another one signs in again.',
    ),
  release: release.prefault({}).describe('What it is told about a person, and about whom.'),
} as const;
