import { type ErrorCode, unreachable } from '../domain/errors.ts';
import type { RefusalReason, Resolution } from '../domain/resolution.ts';

const refusalCodes: Readonly<Record<RefusalReason, ErrorCode>> = {
  'identifier-inactive': 'VST_IDENTIFIER_INACTIVE',
  'user-inactive': 'VST_USER_INACTIVE',
  'user-locked': 'VST_USER_LOCKED',
  'user-expired': 'VST_USER_EXPIRED',
  'user-contact': 'VST_USER_CONTACT',
  'record-type': 'VST_USER_NOT_FOR_PROFILE',
  'user-group': 'VST_USER_NOT_FOR_PROFILE',
};

/** What a person is told who proved who she is upstream and is not signed in. */
export function codeOf(resolution: Exclude<Resolution, { type: 'matched' }>): ErrorCode {
  switch (resolution.type) {
    case 'unmatched':
      return 'VST_NOT_KNOWN_HERE';
    case 'ambiguous':
      return 'VST_AMBIGUOUS';
    case 'incomplete':
      return 'VST_IDENTIFIER_MISSING';
    case 'refused':
      return codeOfRefusal(resolution.reason);
    default:
      return unreachable(resolution);
  }
}

export function codeOfRefusal(reason: RefusalReason): ErrorCode {
  return refusalCodes[reason];
}
