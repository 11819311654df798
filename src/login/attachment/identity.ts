// Which identifier an assertion would become: one value, of the one type of the profile, from the issuer it is bound to.
import { attachableProfile } from '../../directory/invitations/attachable.ts';
import type { Assertion } from '../../domain/assertion.ts';
import type { TraceStep } from '../../domain/resolution.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { readValues } from '../../resolution/read-values.ts';
import type { Visit } from '../../web/visit.ts';

export interface ReadIdentity {
  /** Undefined when the assertion names nobody, or several, or by a value that is not to be attached. */
  readonly identity: { readonly type: string; readonly value: string } | undefined;
  readonly steps: readonly TraceStep[];
}

export function readIdentity(visit: Visit, { config }: ProfileRuntime, assertion: Assertion): ReadIdentity {
  const asserted: TraceStep = { type: 'asserted', profile: assertion.profile, issuer: assertion.issuer };
  const attachable = attachableProfile(visit.institution.config, config.id);
  if (attachable === undefined)
    return { identity: undefined, steps: [asserted, checked('the profile may be attached', false)] };
  const isBound = attachable.issuer === assertion.issuer;
  const read = readValues(assertion, config.match);
  const [value, ...others] = read.values;
  const isOne = value !== undefined && others.length === 0;
  const steps = [
    asserted,
    ...read.steps,
    checked(`issuer of ${attachable.type}`, isBound, `bound to ${attachable.issuer}`),
    checked('exactly one value', isOne, String(read.values.length)),
  ];
  return { identity: isBound && isOne ? { type: attachable.type, value } : undefined, steps };
}

function checked(check: string, passed: boolean, detail?: string): TraceStep {
  return { type: 'checked', check, passed, ...(detail === undefined ? {} : { detail }) };
}
