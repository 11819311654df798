import type { InstitutionConfig, LoginProfile } from '../../../config/schema.ts';

/** A profile of which an identity may be attached, and where that goes. */
export interface AttachableProfile {
  readonly config: LoginProfile;
  /** The one identifier type of its match rule. */
  readonly type: string;
  /** The only issuer whose assertions count there. */
  readonly issuer: string;
}

/**
 * `vestibule check` holds the configuration to the same; what is not so is not attachable here either.
 *
 * @returns undefined for a profile that is unknown, switched off, or not made for it
 */
export function attachableProfile(institution: InstitutionConfig, id: string): AttachableProfile | undefined {
  const config = institution.loginProfiles.find((profile) => profile.id === id);
  if (config === undefined || !config.enabled || !('attachable' in config) || config.attachable !== true)
    return undefined;
  const { from, to } = config.match;
  if (from.type === 'verified-email' || to.type !== 'types') return undefined;
  const [type, ...others] = to.types;
  const issuer = institution.identifierTypes.find(({ code }) => code === type)?.issuer;
  return type === undefined || issuer === undefined || others.length > 0 ? undefined : { config, type, issuer };
}

export function attachableProfiles(institution: InstitutionConfig): readonly AttachableProfile[] {
  return institution.loginProfiles.flatMap(({ id }) => attachableProfile(institution, id) ?? []);
}
