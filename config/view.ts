// What the cross-checks read: a configuration that may have holes where it is faulty.
import { z } from 'zod';
import { valueAt } from './explain-issue.ts';
import { salvage } from './salvage.ts';
import {
  type IdentifierTypeConfig,
  type InstallationConfig,
  type InstitutionConfig,
  identifierType,
  installation,
  institution,
  type LoginProfile,
  loginProfile,
  type RelyingParty,
  relyingParty,
} from './schema.ts';

/** One entry of a list, as it was written and, if it can be used, as it was meant. */
export interface Entry<Value> {
  /** Its code or id, also when the rest of it is faulty. */
  readonly name: string | undefined;
  readonly value: Value | undefined;
}

type Lists = 'identifierTypes' | 'loginProfiles' | 'relyingParties';

export interface InstitutionView {
  readonly slug: string | undefined;
  readonly code: string | undefined;
  /** All but the lists; undefined when something mandatory is faulty. */
  readonly frame: Omit<InstitutionConfig, Lists> | undefined;
  readonly identifierTypes: readonly Entry<IdentifierTypeConfig>[];
  readonly loginProfiles: readonly Entry<LoginProfile>[];
  readonly relyingParties: readonly Entry<RelyingParty>[];
}

export type InstallationView = { readonly [Key in keyof InstallationConfig]?: InstallationConfig[Key] | undefined };

const unread = z.unknown().optional();
const frame = institution.extend({ identifierTypes: unread, loginProfiles: unread, relyingParties: unread });

export function viewInstitution(data: unknown): InstitutionView {
  return {
    slug: textAt(data, 'slug'),
    code: textAt(data, 'code'),
    frame: salvage(frame, data),
    identifierTypes: entries(data, 'identifierTypes', 'code', identifierType),
    loginProfiles: entries(data, 'loginProfiles', 'id', loginProfile),
    relyingParties: entries(data, 'relyingParties', 'id', relyingParty),
  };
}

export function viewInstallation(data: unknown): InstallationView {
  return salvage(installation.partial(), data) ?? {};
}

function entries<Schema extends z.ZodType>(
  data: unknown,
  list: Lists,
  nameKey: string,
  schema: Schema,
): readonly Entry<z.infer<Schema>>[] {
  const items = valueAt(data, [list]);
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => ({ name: textAt(item, nameKey), value: salvage(schema, item) }));
}

function textAt(data: unknown, key: string): string | undefined {
  const value = valueAt(data, [key]);
  return typeof value === 'string' ? value : undefined;
}
