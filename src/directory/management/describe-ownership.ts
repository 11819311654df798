// Who manages each part of a user, and whether staff may change it here: for pages and for `users show`. Pure.
import { primaryType } from '../../domain/identifier.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import { markName, type PartList } from '../owned-parts.ts';
import { isLocked, type OwnedField, ownedFields, owners, systemOf, systemOfSegment } from '../ownership.ts';

export interface Ownership {
  /** `userGroup`, `name.last`, `emails.0`; `identifiers.2` by the place in the record. */
  readonly path: string;
  /** The system that manages it; undefined where the library does. */
  readonly system: string | undefined;
  /** Whether staff may change it without opening the record for update. */
  readonly editable: boolean;
  /** Whether staff changed it by hand, so that synchronisation leaves it alone. */
  readonly protected: boolean;
  /** What changes it, where editing the user does not. */
  readonly by?: OwnOperation | undefined;
}

export type OwnOperation = 'rename' | 'convert' | 'lock' | 'roles' | 'password' | 'pin' | 'identifiers';

const operations: { readonly [Field in OwnedField]?: OwnOperation } = {
  primaryIdentifier: 'rename',
  accountType: 'convert',
  owningSystem: 'convert',
  signInLock: 'lock',
  roles: 'roles',
  password: 'password',
  pin: 'pin',
};

export interface UserOwnership {
  /** The system that manages the user; undefined for an internal one. */
  readonly system: string | undefined;
  readonly fields: readonly Ownership[];
  /** One for each item of the lists that have segments. */
  readonly items: readonly Ownership[];
  readonly identifiers: readonly (Ownership & { readonly id: string; readonly type: string })[];
}

export function describeOwnership({ user, identifiers }: Pick<UserRecord, 'user' | 'identifiers'>): UserOwnership {
  const fields = ownedFields.filter((field) => owners[field] !== 'segments');
  const lists = ownedFields.filter((field): field is PartList => owners[field] === 'segments');
  return {
    system: systemOfSegment(user, 'external'),
    fields: fields.map((field) => ({
      path: field,
      system: systemOf(user, field),
      editable: operations[field] === undefined && !isLocked(user, field),
      protected: user.protectedFields.includes(field),
      by: operations[field],
    })),
    items: lists.flatMap((list) =>
      user[list].map((item, place) => {
        const system = systemOfSegment(user, item.segment);
        const isChosen = 'preferred' in item && item.preferred;
        return {
          path: `${list}.${place}`,
          system,
          editable: system === undefined,
          protected: isChosen && user.protectedFields.includes(markName(list, 'preferred')),
        };
      }),
    ),
    identifiers: identifiers.map(({ id, type, segment }, place) => {
      const system = systemOfSegment(user, segment);
      const isPrimary = type === primaryType;
      const by = isPrimary ? 'rename' : 'identifiers';
      return {
        path: `identifiers.${place}`,
        id,
        type,
        system,
        editable: !isPrimary && system === undefined,
        protected: false,
        by,
      };
    }),
  };
}
