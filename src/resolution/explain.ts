// A trace in plain sentences, for staff and operators.
import { unreachable } from '../domain/errors.ts';
import type { Trace, TraceCandidate, TraceStep } from '../domain/resolution.ts';

/** Strangers wrote much of what stands in a trace: nothing of it commands the terminal of who reads it. */
export function explainTrace(trace: Trace): string {
  const head = [
    `Reference   ${trace.code}`,
    `When        ${new Date(trace.at).toISOString()}`,
    `Library     ${trace.institution}`,
    `Profile     ${trace.profile ?? '(none chosen)'}`,
    `Application ${trace.relyingParty ?? '(none)'}, through ${trace.door}`,
    `Outcome     ${trace.outcome}`,
    '',
  ];
  return [...head, ...trace.steps.map((step, index) => `${String(index + 1).padStart(3)}. ${explainStep(step)}`)].join(
    '\n',
  );
}

export function explainStep(step: TraceStep): string {
  return sentenceOf(step).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, asCode);
}

function asCode(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function sentenceOf(step: TraceStep): string {
  switch (step.type) {
    case 'asserted':
      return `${step.issuer} vouched for a person, by profile ${step.profile}.`;
    case 'read':
      return step.values.length === 0
        ? `The rule reads the ${step.source}, and the assertion has none.`
        : `The rule reads the ${step.source}: ${step.values.map(quote).join(', ')}.`;
    case 'transformed':
      return step.result === undefined
        ? `${step.rule}: ${quote(step.value)} does not fit, so it gives no value.`
        : `${step.rule}: ${quote(step.value)} becomes ${quote(step.result)}.`;
    case 'looked-up':
      return `Looked up ${quote(step.key)} as ${step.types.join(' or ')}: ${found(step.found)}`;
    case 'typed-name':
      return `The typed name found nobody (${step.length} characters, begins with ${quote(step.start)}, hash ${step.hash.slice(0, 12)}).`;
    case 'checked':
      return `Check of the ${step.check}: ${step.passed ? 'passed' : 'failed'}${detail(step.detail)}.`;
    case 'upstream':
      return `The upstream: ${step.outcome}${detail(step.detail)}.`;
    case 'fallback':
      return `Internal password after "${step.because}": ${step.allowed ? 'allowed' : 'not allowed'}${detail(step.detail)}.`;
    case 'record':
      return `${recordActs[step.act]}: ${recordEnds[step.outcome]}${detail(step.detail)}.`;
    case 'decided':
      return `Decided: ${step.outcome}${detail(step.reason)}.`;
    default:
      return unreachable(step);
  }
}

const recordActs = {
  update: 'Update on login',
  create: 'Made just in time',
  register: 'Self-registration',
} as const;
const recordEnds = {
  done: 'done',
  would: 'would be done',
  nothing: 'nothing to do',
  refused: 'refused',
  failed: 'failed, and the sign-in went on',
} as const;

function found(candidates: readonly TraceCandidate[]): string {
  if (candidates.length === 0) return 'nobody has it.';
  return candidates
    .map(({ primaryIdentifier, type, status, named }) =>
      named
        ? `user ${primaryIdentifier} has it as ${type} (${status}).`
        : `user ${primaryIdentifier} has it only as ${type}, which the rule does not name.`,
    )
    .join(' ');
}

function quote(text: string): string {
  return `“${text}”`;
}

function detail(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}
