// Fields that an institution may ask for in every record of a type, by the names that import files have for them.

import { primaryType } from '../../domain/identifier.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { RecordType, User } from '../../domain/user.ts';
import { nameParts, scalars } from '../text-fields.ts';

/** At least one additional identifier: what the desk may then enter besides the primary one. */
export const identifier1 = 'identifier1';

const contactFields = ['email', 'email.type', 'phone', 'phone.type', 'address', 'address.type'] as const;
const addressFields = ['address.city', 'address.stateProvince', 'address.postalCode', 'address.country'] as const;
const names = nameParts.map((part) => `name.${part}` as const);
// Whose record it is, and since when it has its status, is not for whoever fills in a form to say.
const texts = scalars.filter((field) => field !== 'owningSystem' && field !== 'statusDate');

export const mandatoryFields = [...names, ...texts, ...contactFields, ...addressFields, 'statistics'] as const;
export type MandatoryField = (typeof mandatoryFields)[number];

type Mandatory = Readonly<Record<RecordType, readonly (MandatoryField | typeof identifier1)[]>>;

/** What of the mandatory fields a record lacks, in the order in which the setting names them. */
export function missingFields({ mandatory }: { readonly mandatory: Mandatory }, record: UserRecord): readonly string[] {
  return mandatory[record.user.recordType].filter((field) =>
    field === identifier1 ? !hasAdditionalIdentifier(record) : !isGiven(record.user, field),
  );
}

function hasAdditionalIdentifier({ identifiers }: UserRecord): boolean {
  return identifiers.some(({ type, status }) => type !== primaryType && status === 'active');
}

function isGiven(user: User, field: MandatoryField): boolean {
  const value = valueOf(user, field);
  return value !== undefined && value.trim() !== '';
}

/** Of several addresses the preferred one counts, or else the first. */
function valueOf(user: User, field: MandatoryField): string | undefined {
  const [head = '', part] = field.split('.');
  switch (head) {
    case 'name':
      return user.name[part as (typeof nameParts)[number]];
    case 'email':
      return part === undefined ? chosen(user.emails)?.address : chosen(user.emails)?.types[0];
    case 'phone':
      return part === undefined ? chosen(user.phones)?.number : chosen(user.phones)?.types[0];
    case 'address': {
      const address = chosen(user.addresses);
      if (part === undefined) return address?.lines.join(' ');
      return part === 'type' ? address?.types[0] : address?.[part as 'city'];
    }
    case 'statistics':
      return user.statistics[0]?.category;
    default:
      return user[head as (typeof texts)[number]];
  }
}

function chosen<Item extends { readonly preferred: boolean }>(items: readonly Item[]): Item | undefined {
  return items.find(({ preferred }) => preferred) ?? items[0];
}
