// Who must not be signed in after an upstream vouched for a person, whatever the upstream: the people, what the upstream
// says of them, and the end that each comes to.

import type { UserSeed } from './user-seed.ts';
import type { InstitutionInput } from './vestibule.ts';

export interface RefusedPerson {
  /** Account name upstream; letters and digits only. */
  readonly account: string;
  readonly why: string;
  /** Student numbers the upstream asserts. */
  readonly numbers: readonly string[];
  readonly users: readonly UserSeed[];
  readonly code: string;
  readonly status: number;
  /** Stands in the trace, as staff read it. */
  readonly trace: RegExp;
}

/** The identifier types that the cases need: one more is bound to an issuer that no upstream of a test is. */
export const refusalTypes: InstitutionInput['identifierTypes'] = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'STUDENT_NO', label: 'Student number' },
  {
    code: 'FOREIGN_NO',
    label: 'Number of another university',
    uniqueness: 'type',
    issuer: 'https://idp.other.example',
  },
];

/** What the match rule of such a profile names. */
export const refusalTarget = ['STUDENT_NO', 'FOREIGN_NO'];

const studentOf = (account: string, number: string, more: Partial<UserSeed> = {}): UserSeed => ({
  primaryIdentifier: `p-${account}`,
  identifiers: [{ type: 'STUDENT_NO', value: number }],
  ...more,
});

const numbered = (
  account: string,
  why: string,
  end: Pick<RefusedPerson, 'code' | 'trace'>,
  more: Partial<UserSeed>,
) => ({
  account,
  why,
  numbers: [`N-${account}`],
  users: [studentOf(account, `N-${account}`, more)],
  status: 403,
  ...end,
});

export const refusedPeople: readonly RefusedPerson[] = [
  {
    account: 'nomatch',
    why: 'no user has the number',
    numbers: ['N-nomatch'],
    // Her account name and email are somebody's here: neither is what the rule reads.
    users: [
      {
        primaryIdentifier: 'nomatch',
        emails: [{ address: 'nomatch@uni.example', preferred: true, types: [], segment: 'internal' }],
      },
    ],
    code: 'VST_NOT_KNOWN_HERE',
    status: 403,
    trace: /“n-nomatch” as .*: nobody has it[\s\S]*Decided: unmatched/,
  },
  {
    account: 'two',
    why: 'two numbers lead to two people',
    numbers: ['N-two-1', 'N-two-2'],
    users: [studentOf('two-1', 'N-two-1'), studentOf('two-2', 'N-two-2')],
    code: 'VST_AMBIGUOUS',
    status: 403,
    trace: /user p-two-1 has it[\s\S]*user p-two-2 has it[\s\S]*Decided: ambiguous/,
  },
  {
    account: 'oldnumber',
    why: 'the number is inactive',
    numbers: ['N-oldnumber'],
    users: [
      {
        primaryIdentifier: 'p-oldnumber',
        identifiers: [{ type: 'STUDENT_NO', value: 'N-oldnumber', status: 'inactive' }],
      },
    ],
    code: 'VST_IDENTIFIER_INACTIVE',
    status: 403,
    trace: /as STUDENT_NO \(inactive\)[\s\S]*Decided: refused \(identifier-inactive\)/,
  },
  numbered(
    'inactive',
    'the user is inactive',
    { code: 'VST_USER_INACTIVE', trace: /refused \(user-inactive\)/ },
    { status: 'inactive' },
  ),
  numbered(
    'locked',
    'staff locked the user',
    { code: 'VST_USER_LOCKED', trace: /refused \(user-locked\)/ },
    { signInLock: { at: '2026-01-01T00:00:00Z', by: 'staff' } },
  ),
  numbered(
    'expired',
    'the user is internal and expired',
    { code: 'VST_USER_EXPIRED', trace: /refused \(user-expired\)/ },
    { expiryDate: '2020-01-01' },
  ),
  numbered(
    'contact',
    'the user is a contact',
    { code: 'VST_USER_CONTACT', trace: /refused \(user-contact\)/ },
    { recordType: 'contact' },
  ),
  {
    account: 'othertype',
    why: 'somebody has the value only as a barcode',
    numbers: ['N-othertype'],
    users: [{ primaryIdentifier: 'p-othertype', identifiers: [{ type: 'BARCODE', value: 'N-othertype' }] }],
    code: 'VST_NOT_KNOWN_HERE',
    status: 403,
    trace: /user p-othertype has it only as BARCODE, which the rule does not name/,
  },
  {
    account: 'foreign',
    why: 'somebody has the value in a type of another issuer',
    numbers: ['N-foreign'],
    users: [{ primaryIdentifier: 'p-foreign', identifiers: [{ type: 'FOREIGN_NO', value: 'N-foreign' }] }],
    code: 'VST_NOT_KNOWN_HERE',
    status: 403,
    trace: /issuer of FOREIGN_NO: failed \(bound to https:\/\/idp\.other\.example, asserted by /,
  },
  {
    account: 'nonumber',
    why: 'the upstream says no number',
    numbers: [],
    users: [],
    code: 'VST_IDENTIFIER_MISSING',
    status: 403,
    trace: /the assertion has none[\s\S]*Decided: incomplete/,
  },
];

export const refusedUsers: readonly UserSeed[] = refusedPeople.flatMap(({ users }) => users);
