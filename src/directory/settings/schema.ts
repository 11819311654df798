// What an institution's own people set for it, by name. Unlike its configuration this is stored, and changed while it
// runs. What a setting does stands in its description; the names are stable.
import { z } from 'zod';
import { identifierTypeCode, localizedText, wholePattern } from '../../../config/fields.ts';
import { generationRule } from '../generation/rule.ts';
import { identifier1, mandatoryFields } from './mandatory.ts';

const listMax = 60;
const field = z.enum(mandatoryFields);
const fieldOrIdentifier = z.enum([...mandatoryFields, identifier1]);

const mandatory = z
  .strictObject({
    public: z.array(fieldOrIdentifier).max(listMax).default([]),
    staff: z.array(fieldOrIdentifier).max(listMax).default([]),
    // Contacts have no additional identifiers.
    contact: z.array(field).max(listMax).default([]),
  })
  .prefault({})
  .describe(
    'What a new user must have, by record type: names of fields, and `identifier1` for at least one additional identifier. Only where `identifier1` is asked for can the desk enter one.',
  );

const generation = z
  .record(identifierTypeCode, generationRule)
  .default({})
  .describe(
    'Rules by which identifiers are made when the desk registers a user, under `primary` or the code of an identifier type. Elsewhere a made value is offered and never forced.',
  );

const primaryIdentifierPattern = z
  .strictObject({
    pattern: wholePattern.min(1).describe('A regular expression that the whole value must match.'),
    message: localizedText.describe('What somebody is told whose value does not match it.'),
  })
  .optional()
  .describe('The form that every new primary identifier must have. Values there are stay as they are.');

const preferredIdentifier = z
  .array(identifierTypeCode)
  .min(1)
  .max(listMax)
  .default(['primary'])
  .describe(
    'Which identifier is shown when an item on the hold shelf is scanned, and at the head of an external user: `primary` or types in order of preference; the first that the user has.',
  );

const holdDays = z
  .int()
  .min(0)
  .max(36_500)
  .default(365)
  .describe('For how many days nobody else is given a value that was retired.');

const aliasSignInDays = z
  .int()
  .min(0)
  .max(3650)
  .default(0)
  .describe('For how many days after a rename the former primary identifier still signs in. Staff always find by it.');

const auditDays = z
  .int()
  .min(1)
  .max(36_500)
  .optional()
  .describe('For how many days the audit is kept; for ever unless set.');

/** Unless a setting was set its default counts; one without a default is then not there. */
export const settingsSchema = z.strictObject({
  mandatory,
  generation,
  primaryIdentifierPattern,
  preferredIdentifier,
  holdDays,
  aliasSignInDays,
  auditDays,
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

export const settingNames = Object.keys(settingsSchema.shape) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsSchema.shape, name);
}

/** What a setting does, in a sentence or two. */
export function settingDescription(name: SettingName): string {
  return settingsSchema.shape[name].description ?? '';
}
