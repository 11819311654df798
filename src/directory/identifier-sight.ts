// Which identifiers of a user somebody sees: a desk the primary one, user management all but the hidden types, the
// operator all.
import { type Identifier, primaryType } from '../domain/identifier.ts';
import type { Day } from '../domain/user.ts';
import type { Caller, Directory } from './deps.ts';
import { isAllowed } from './permissions.ts';

export interface IdentifierSight {
  /**
   * Types by whose whole values the caller finds a user, the primary one first: a desk scans a card, and is shown the
   * primary identifier of whose it is.
   */
  readonly types: readonly string[];
  sees(identifier: Pick<Identifier, 'type' | 'status'>): boolean;
  /** Whether only the operator sees values of the type; that there is one may be told. */
  withholds(type: string): boolean;
}

export function identifierSight({ institution, rules }: Directory, caller: Caller, today: Day): IdentifierSight {
  const seesAdditional = isAllowed(caller, 'see-identifiers', institution.code, today);
  const isHidden = (type: string) => caller.grants !== 'operator' && rules.types.get(type)?.hiddenFromStaff === true;
  return {
    types: [primaryType, ...[...rules.types.keys()].filter((type) => !isHidden(type))],
    sees: ({ type, status }) =>
      seesAdditional ? !isHidden(type) : type === primaryType && (status === 'active' || status === 'inactive'),
    withholds: (type) => seesAdditional && isHidden(type),
  };
}
