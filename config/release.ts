// What an application is told about a person, and about whom: the same for every door.
import { z } from 'zod';
import { identifierTypeCode } from './fields.ts';

const facts = [
  'primary',
  'name',
  'given_name',
  'family_name',
  'email',
  'phone',
  'birth_date',
  'address',
  'user_group',
  'record_type',
  'account_type',
  'language',
  'blocked',
  'expired',
  'expiry_date',
] as const;

const scope = z.string().regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/, 'a scope such as library.example');
const text = z.string().min(1).max(1000);
const texts = z.union([text, z.array(text).min(1).max(50)]);

export const claimSource = z.union(
  [
    z.enum(facts),
    z.strictObject({
      identifier: z.union([identifierTypeCode, z.array(identifierTypeCode).min(1).max(10)]),
      all: z.boolean().default(false),
      scope: scope.optional(),
    }),
    z.strictObject({
      from: z.enum(facts),
      scope: scope.optional(),
      map: z.record(z.string(), texts).optional(),
      otherwise: texts.optional(),
    }),
    z.strictObject({ value: texts }),
  ],
  {
    error: `${facts.join(', ')}, { identifier: TYPE }, { from: FACT, map: … } or { value: TEXT }`,
  },
);
export type ClaimSource = z.infer<typeof claimSource>;
export type ReleasedFact = (typeof facts)[number];

export const release = z
  .strictObject({
    vendor: z
      .boolean()
      .default(false)
      .describe(
        'Whether the application is somebody else’s (a publisher, a supplier): unless `subject` says otherwise it then knows each person by a pseudonym that no other application knows.',
      ),
    subject: z
      .union([z.enum(['primary', 'pairwise']), z.array(identifierTypeCode).min(1)], {
        error: 'primary, pairwise, or a list of identifier types',
      })
      .optional()
      .describe(
        'Whom the application is told: `primary`, the primary identifier; identifier types in order of preference, the first that the user has; or `pairwise`, a pseudonym of this application alone. `primary` unless named, for a `vendor` `pairwise`.',
      ),
    pinned: z
      .boolean()
      .default(true)
      .describe(
        'Whether the subject stays what the application was told first, also when a card is replaced or a primary identifier renamed. Otherwise it follows the identifier, and an application that keeps accounts takes her for somebody new.',
      ),
    claims: z
      .record(z.string().min(1).max(100), claimSource)
      .default({})
      .describe(
        'Further claims (attributes) by name, and where each comes from: a fact such as `name`; `{ identifier: TYPE }`, with `all: true` every value; `{ from: user_group, map: { STAFF: employee }, otherwise: affiliate }`; `{ value: member }` for everybody. `scope: library.example` puts `@library.example` behind.',
      ),
    recordTypes: z
      .array(z.enum(['public', 'staff']))
      .min(1)
      .default(['public', 'staff'])
      .describe('Which users the application takes.'),
    userGroups: z.array(z.string().min(1)).min(1).optional().describe('Only users of these groups; all unless named.'),
    acceptExpired: z
      .boolean()
      .default(true)
      .describe('Whether an expired external user comes in, with `expired` told.'),
  })
  .transform(({ subject, ...rest }) => ({
    ...rest,
    subject: subject ?? (rest.vendor ? ('pairwise' as const) : ('primary' as const)),
  }));
export type Release = z.infer<typeof release>;
