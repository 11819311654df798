// Which identifiers the desk gives a new patron: the primary one, and one more only where the institution asks for it.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import { generateIdentifier } from '../generation/generate-identifier.ts';
import { identifier1 } from '../settings/mandatory.ts';
import type { Settings } from '../settings/schema.ts';

/** A value as the desk sends it. Without one, or with an empty one, it is made by the rule of its type. */
export interface DeskIdentifier {
  readonly value?: string | undefined;
  /** It was offered, and nobody changed it: when it is taken meanwhile, the next one stands in for it. */
  readonly isOffered?: boolean | undefined;
}

/** An identifier on its way: a generated one may still become another value. */
export interface PlannedIdentifier {
  readonly type: string;
  /** Undefined while it is still to be made. */
  readonly value: string | undefined;
  readonly isGenerated: boolean;
}

export interface PlannedIdentifiers {
  readonly primary: PlannedIdentifier | undefined;
  readonly additional: PlannedIdentifier | undefined;
}

/** Whether the desk enters an identifier besides the primary one. */
export function asksForIdentifier({ mandatory }: Pick<Settings, 'mandatory'>): boolean {
  return mandatory.public.includes(identifier1);
}

/** Types that a desk may give a patron one of. */
export function deskTypes({
  institution,
}: Pick<Directory, 'institution'>): Directory['institution']['identifierTypes'] {
  return institution.identifierTypes.filter(
    ({ recordTypes, hiddenFromStaff }) => recordTypes.includes('public') && !hiddenFromStaff,
  );
}

/**
 * What is to come of what the desk sent. Where an additional identifier is asked for and none was sent, the first type
 * that has a rule makes one.
 *
 * @throws VestibuleError VST_NOT_ALLOWED for an additional identifier where none is asked for
 */
export function planIdentifiers(
  directory: Pick<Directory, 'institution'>,
  settings: Settings,
  sent: {
    readonly primary?: DeskIdentifier | undefined;
    readonly additional?: (DeskIdentifier & { readonly type: string }) | undefined;
  },
): PlannedIdentifiers {
  if (sent.additional !== undefined && !asksForIdentifier(settings))
    throw new VestibuleError(
      'VST_NOT_ALLOWED',
      `At the desk an identifier besides the primary one is entered only where "${identifier1}" is mandatory for public users`,
      { action: 'register-patron' },
    );
  const hasRule = (type: string) => settings.generation[type] !== undefined;
  const standard = asksForIdentifier(settings)
    ? deskTypes(directory).find(({ code }) => hasRule(code))?.code
    : undefined;
  const additional = sent.additional ?? (standard === undefined ? undefined : { type: standard });
  return {
    primary: planned(primaryType, sent.primary ?? {}, hasRule),
    additional: additional && planned(additional.type, additional, hasRule),
  };
}

/** Nothing where no value was sent and none can be made: that it is missing is told with the rest. */
function planned(
  type: string,
  { value, isOffered }: DeskIdentifier,
  hasRule: (type: string) => boolean,
): PlannedIdentifier | undefined {
  if (value !== undefined && value.trim() !== '')
    return { type, value, isGenerated: isOffered === true && hasRule(type) };
  return hasRule(type) ? { type, value: undefined, isGenerated: true } : undefined;
}

/** Makes what has no value yet. @throws VestibuleError VST_GENERATION_FAILED */
export async function withValues(
  directory: Directory,
  settings: Settings,
  { primary, additional }: PlannedIdentifiers,
): Promise<PlannedIdentifiers> {
  const made = async (one: PlannedIdentifier | undefined) =>
    one === undefined || one.value !== undefined
      ? one
      : { ...one, value: await generateIdentifier(directory, one.type, settings) };
  return { primary: await made(primary), additional: await made(additional) };
}

/** Without the values that turned out to be taken; undefined when one of those was not generated, and so stands. */
export function withoutTaken(
  plan: PlannedIdentifiers,
  taken: readonly (keyof PlannedIdentifiers)[],
): PlannedIdentifiers | undefined {
  if (taken.length === 0 || taken.some((which) => plan[which]?.isGenerated !== true)) return undefined;
  const next = (which: keyof PlannedIdentifiers) => {
    const one = plan[which];
    return one !== undefined && taken.includes(which) ? { ...one, value: undefined } : one;
  };
  return { primary: next('primary'), additional: next('additional') };
}
