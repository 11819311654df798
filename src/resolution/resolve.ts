// Assertion + match rule -> Resolution with its trace. Only the look-up does IO.
import type { Assertion } from '../domain/assertion.ts';
import type { MatchRule } from '../domain/match-rule.ts';
import type { Users } from '../domain/ports/users.ts';
import type { Resolution, Resolved, TraceStep } from '../domain/resolution.ts';
import { type Admission, decide, type Moment } from './decide.ts';
import { formerNameSteps, keysFor, lookedUpSteps, type MatchTypes, wantedTypes } from './look-up.ts';
import { describeSource, readValues } from './read-values.ts';

export interface ResolveRequest extends Moment {
  readonly institution: string;
  readonly assertion: Assertion;
  readonly rule: MatchRule;
  readonly admission: Admission;
  readonly types: MatchTypes;
}

/**
 * Applies a match rule to what an upstream said. Every value of a multi-valued attribute is looked up, in every type
 * the rule names, in one query; two people are ambiguous.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE when the directory cannot answer
 */
export async function resolve(users: Users, request: ResolveRequest): Promise<Resolved> {
  const { assertion, rule, types: table } = request;
  const steps: TraceStep[] = [{ type: 'asserted', profile: assertion.profile, issuer: assertion.issuer }];
  const read = readValues(assertion, rule);
  const wanted = wantedTypes(rule.to, assertion.issuer, table);
  steps.push(...read.steps, ...wanted.steps);
  if (read.values.length === 0) return decided(steps, { type: 'incomplete', missing: describeSource(rule.from) });

  const keys = keysFor(read.values, wanted.types, table);
  const holdings = keys.length === 0 ? [] : await users.holdings(request.institution, keys);
  steps.push(...lookedUpSteps(keys, wanted.types, holdings, table));
  steps.push(...formerNameSteps(holdings, wanted.types, request.now));
  const resolution = decide(holdings, wanted.types, keys, request.admission, request);
  return decided(steps, crossChecked(resolution, assertion, steps));
}

/** A strategy that resolved the name itself must come to the same person as the rule. */
function crossChecked(resolution: Resolution, assertion: Assertion, steps: TraceStep[]): Resolution {
  const expected = assertion.resolvedUserId;
  if (expected === undefined || resolution.type !== 'matched' || resolution.user.id === expected) return resolution;
  steps.push({ type: 'checked', check: 'same person as the password', passed: false });
  return {
    type: 'ambiguous',
    candidates: [
      { id: resolution.user.id, primaryIdentifier: resolution.user.primaryIdentifier },
      { id: expected, primaryIdentifier: '' },
    ],
  };
}

function decided(steps: TraceStep[], resolution: Resolution): Resolved {
  const reason =
    resolution.type === 'refused'
      ? resolution.reason
      : resolution.type === 'incomplete'
        ? resolution.missing
        : undefined;
  steps.push({ type: 'decided', outcome: resolution.type, ...(reason === undefined ? {} : { reason }) });
  return { resolution, steps };
}
