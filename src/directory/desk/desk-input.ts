// What the desk may enter of a new patron. Account, roles, blocks, secrets and identifiers of one's own choosing are not
// for a form that is filled in while somebody waits.
import { VestibuleError } from '../../domain/errors.ts';
import { userInput } from '../user-input.ts';

const notForTheDesk = [
  'recordType',
  'accountType',
  'status',
  'owningSystem',
  'statusDate',
  'signInLock',
  'roles',
  'blocks',
  'proxyFor',
  'rsLibraries',
  'passwordHash',
  'passwordMustChange',
  'primaryIdentifier',
  'identifiers',
] as const satisfies readonly (keyof typeof userInput.shape)[];

const closed: ReadonlySet<string> = new Set(notForTheDesk);

/** Names of the fields, in the shape of an import file. */
export const deskFields: readonly string[] = Object.keys(userInput.shape).filter((field) => !closed.has(field));

/**
 * The fields of a request as a record of a public user whom the library manages.
 *
 * @throws VestibuleError VST_USER_INVALID for a field that is not the desk's to fill in
 */
export function deskRecord(fields: Readonly<Record<string, unknown>>, institutionCode: string) {
  const odd = Object.keys(fields).find((field) => !deskFields.includes(field));
  if (odd !== undefined)
    throw new VestibuleError('VST_USER_INVALID', `${JSON.stringify(odd)} is no field that the desk fills in`, {
      field: odd,
    });
  return {
    ...fields,
    recordType: 'public',
    accountType: 'internal',
    roles: [{ role: 'patron', scope: institutionCode }],
  } as const;
}
