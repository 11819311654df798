// What a sign-in may write into the record of an external user: which attribute goes into which field, and whether a user
// who is not there yet is made.
import { z } from 'zod';
import { periodFault } from '../src/domain/period.ts';
import { identifierTypeCode } from './names.ts';

const attribute = z
  .string()
  .min(1)
  .max(255)
  .describe('The attribute or claim, by the name that the upstream sends it under.');
const group = z.string().min(1).max(100);
const period = z
  .string()
  .refine((text) => periodFault(text) === undefined, { message: 'a length of time such as P1Y, P6M or P90D' });

/** How other systems write a day. */
export const dateForms = ['iso', 'compact', 'dotted', 'slashed', 'seconds'] as const;

const texts = z.strictObject({ attribute });

const userGroup = z.strictObject({
  attribute,
  values: z
    .array(
      z.strictObject({
        is: z.string().min(1).max(255).describe('A value of the attribute, letter by letter.'),
        group: group.describe('The user group it stands for.'),
      }),
    )
    .min(1)
    .max(100)
    .describe('Which value stands for which group. The first line that applies counts; other values say nothing.'),
});

const expiryDate = z.union(
  [
    z.strictObject({
      attribute,
      form: z
        .enum(dateForms)
        .default('iso')
        .describe(
          'How the day is written: `iso` (2027-09-30, also with a time behind it), `compact` (20270930, also with a time, as LDAP has it), `dotted` (30.09.2027), `slashed` (09/30/2027), `seconds` (since 1970).',
        ),
    }),
    z.strictObject({
      after: period.describe(
        'So long after the sign-in: `P1Y`, `P6M`, `P90D`. Written anew once a tenth of it is over, and never to an earlier day.',
      ),
    }),
  ],
  { error: '{ attribute: NAME, form: iso } or { after: P1Y }' },
);

const fields = z.strictObject({
  given_name: texts.optional().describe('First name.'),
  family_name: texts.optional().describe('Last name. Needed with `create`.'),
  email: texts
    .optional()
    .describe(
      'Email addresses. They take the place of those that the system brought before, and count as proved only with `verifiesEmail`.',
    ),
  phone: texts.optional().describe('Telephone numbers. They take the place of those that the system brought before.'),
  user_group: userGroup.optional().describe('User group.'),
  expiry_date: expiryDate.optional().describe('Until when the record is good.'),
  language: texts.optional().describe('The language she is written to in, as a tag such as `de` or `pt-BR`.'),
});

const create = z.strictObject({
  primaryIdentifier: z
    .union([z.literal('generated'), z.literal('matched'), texts], {
      error: 'generated, matched or { attribute: NAME }',
    })
    .describe(
      'What the new user is called: `generated` (by the library’s rule for primary identifiers), `{ attribute: NAME }`, or `matched` (the very value that was looked up), which goes with `match.to: primary` and with nothing else.',
    ),
  recordType: z.enum(['public', 'staff']).default('public').describe('Which record she gets. She gets no role.'),
  userGroup: group.optional().describe('Her group, where `fields.user_group` says none.'),
});

export const profileUpdates = z.strictObject({
  system: z
    .string()
    .min(1)
    .max(100)
    .describe(
      'The system that the upstream speaks for, as the records name it (`owningSystem`). Only external users whom that system manages are touched.',
    ),
  fields: fields
    .prefault({})
    .describe('Which field is refreshed from which attribute. What is not sent stays as it is.'),
  identifiers: z
    .record(identifierTypeCode, texts)
    .optional()
    .describe(
      'Identifiers that are refreshed, by type: the value takes the place of the one that the system brought before. One that somebody else has is left alone, and so are types that a login profile of another upstream matches.',
    ),
  create: create
    .optional()
    .describe('Makes an external user just in time for somebody the upstream vouches for and nobody is found for.'),
});
export type ProfileUpdates = z.infer<typeof profileUpdates>;
