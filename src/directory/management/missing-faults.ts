import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Fault } from '../fault.ts';
import { identifier1, missingFields } from '../settings/mandatory.ts';
import type { Settings } from '../settings/schema.ts';

/** What the institution asks for and the record lacks. */
export function missingFaults(settings: Pick<Settings, 'mandatory'>, record: UserRecord): readonly Fault[] {
  const { recordType } = record.user;
  return missingFields(settings, record).map((field) => ({
    path: pathOf(field),
    code: 'field-missing',
    message:
      field === identifier1
        ? `At least one identifier besides the primary one is mandatory for ${recordType} users.`
        : `The field ${field} is mandatory for ${recordType} users.`,
  }));
}

const lists: Readonly<Record<string, string>> = {
  email: 'emails',
  phone: 'phones',
  address: 'addresses',
  [identifier1]: 'identifiers',
};

function pathOf(field: string): string {
  const [head = ''] = field.split('.');
  return lists[head] ?? field;
}
