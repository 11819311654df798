// Self-registration: what a person is asked who proved an account that no user has, and what she becomes.
import { z } from 'zod';
import { localizedText, slug } from './names.ts';

const asked = z.enum(['no', 'optional', 'required']).default('no');

const fields = z.strictObject({
  given_name: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe('First name. The last name is always asked.'),
  phone: asked.describe('Telephone number.'),
  address: asked.describe('Postal address.'),
  birth_date: asked.describe('Date of birth. With it a second record of the same person is noticed and told to staff.'),
  language: z
    .enum(['no', 'optional'])
    .default('optional')
    .describe('The language she wants to be written to in, of those the pages are in.'),
});

const count = (most: number) => z.number().int().min(1).max(most);

const limits = z.strictObject({
  perAddress: count(100).default(5).describe('Letters to one address a day; more are not sent, and nothing is said.'),
  perSource: count(10_000)
    .default(10)
    .describe('Registrations an hour from one source; ten times as many from a shared one (`lockout.sharedSources`).'),
  perInstitution: count(1_000_000).default(500).describe('Registrations a day of all people together.'),
});

export const profileRegistration = z
  .strictObject({
    userGroup: z.string().min(1).max(100).describe('The user group of those who register.'),
    expiryDays: count(3650).default(365).describe('For how many days the record is good.'),
    accountType: z
      .enum(['internal', 'external'])
      .default('internal')
      .describe('Whether the library manages the record, or another system (`owningSystem`).'),
    owningSystem: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('With `accountType: external`: the system that manages the record, as the records name it.'),
    fields: fields.prefault({}).describe('What is asked beside last name and email address.'),
    terms: z
      .strictObject({
        label: localizedText.describe('What she agrees to, as it stands on the page: `the terms of use`.'),
        url: localizedText.describe('Where it can be read: one web address, or one a language.'),
      })
      .refine(({ url }) => Object.values(url).every((one) => /^https?:\/\/\S+$/.test(one)), {
        message: 'a web address',
        path: ['url'],
      })
      .optional()
      .describe('What she has to agree to.'),
    primaryApartFrom: z
      .array(slug)
      .min(1)
      .max(100)
      .optional()
      .describe(
        'Ids of login profiles that match primary identifiers, and whose upstreams can never send one that is generated here (because those have a prefix, say). Without it nobody registers beside such a profile.',
      ),
    limits: limits.prefault({}).describe('How many there may be.'),
  })
  .refine(({ accountType, owningSystem }) => (accountType === 'external') === (owningSystem !== undefined), {
    message: 'owningSystem with accountType: external, and with nothing else',
    path: ['owningSystem'],
  });
export type ProfileRegistration = z.infer<typeof profileRegistration>;

export const registrationField = profileRegistration
  .optional()
  .describe(
    'Lets somebody register who signed in here and whom no user is found for: she fills in a form, proves her email address by a code, and becomes a public user.',
  );
