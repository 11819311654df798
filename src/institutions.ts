// What each institution is made of at run time, rebuilt when its configuration changes.
import { createHash } from 'node:crypto';
import type { InstitutionConfig, LoginProfile } from '../config/schema.ts';
import type { BuiltStrategy, ProfileUrls } from './domain/strategy.ts';
import type { MatchTypes } from './resolution/look-up.ts';

/** One configured way in, with its strategy. */
export interface ProfileRuntime {
  readonly config: LoginProfile;
  readonly flow: 'redirect' | 'form';
  readonly urls: ProfileUrls;
  /** Changes with any of the profile's settings: an attempt begun under another one is refused at its return. */
  readonly fingerprint: string;
  readonly built: BuiltStrategy;
  /** Called when its strategy begins a step; what it gives is called with how that ended. For figures. */
  readonly measure?: (() => (outcome: string) => void) | undefined;
}

export interface Institution {
  readonly slug: string;
  readonly config: InstitutionConfig;
  readonly types: MatchTypes;
  /** Enabled profiles only, in the configured order. */
  readonly profiles: ReadonlyMap<string, ProfileRuntime>;
}

/** Makes the strategy of one profile; the literal table of kinds stands behind it. */
export type BuildProfile = (
  institution: string,
  profile: LoginProfile,
) => Pick<ProfileRuntime, 'flow' | 'urls' | 'built' | 'measure'>;

/** Calls under way finish on the strategy they began with before it is closed. */
const closeDelayMs = 60_000;

export class Institutions {
  #current: ReadonlyMap<string, Institution> = new Map();
  readonly #build: BuildProfile;
  readonly #secretsOf: (profile: LoginProfile) => string;

  /** @param secretsOf changes with the secrets a profile refers to: their text is not in the configuration */
  constructor(build: BuildProfile, secretsOf: (profile: LoginProfile) => string) {
    this.#build = build;
    this.#secretsOf = secretsOf;
  }

  get(slug: string): Institution | undefined {
    return this.#current.get(slug);
  }

  all(): readonly Institution[] {
    return [...this.#current.values()];
  }

  /** Puts a configuration in force, all institutions at once. Strategies whose settings did not change are kept. */
  load(configs: readonly InstitutionConfig[]): void {
    const before = [...this.#current.values()].flatMap(({ profiles }) => [...profiles.values()]);
    const next = new Map(configs.map((config) => [config.slug, this.#institution(config)]));
    this.#current = next;
    const kept = new Set(
      [...next.values()].flatMap(({ profiles }) => [...profiles.values()].map(({ built }) => built)),
    );
    for (const { built } of before) if (!kept.has(built)) closeLater(built);
  }

  async close(): Promise<void> {
    const profiles = this.all().flatMap(({ profiles }) => [...profiles.values()]);
    this.#current = new Map();
    await Promise.allSettled(profiles.map(({ built }) => built.close()));
  }

  #institution(config: InstitutionConfig): Institution {
    const profiles = config.loginProfiles
      .filter(({ enabled }) => enabled)
      .map((profile): [string, ProfileRuntime] => [profile.id, this.#profile(config.slug, profile)]);
    return { slug: config.slug, config, types: matchTypes(config), profiles: new Map(profiles) };
  }

  #profile(slug: string, config: LoginProfile): ProfileRuntime {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([slug, config, this.#secretsOf(config)]))
      .digest('base64url');
    const standing = this.#current.get(slug)?.profiles.get(config.id);
    if (standing?.fingerprint === fingerprint) return standing;
    return { config, fingerprint, ...this.#build(slug, config) };
  }
}

export function matchTypes(config: InstitutionConfig): MatchTypes {
  return {
    pool: config.folding,
    types: new Map(config.identifierTypes.map((type) => [type.code, type])),
    issuers: new Map(
      config.identifierTypes.flatMap((type) => (type.issuer === undefined ? [] : [[type.code, type.issuer] as const])),
    ),
  };
}

function closeLater(built: BuiltStrategy): void {
  setTimeout(() => {
    built.close().catch(() => {
      // A strategy that cannot close its connections has nothing more to lose.
    });
  }, closeDelayMs).unref();
}
