// Every fault Vestibule reports, under one stable code. The code is the log field, the key of the page text
// (`error.<code>` in web/messages) and the heading in docs/errors.md. Codes are never renamed.

export interface ErrorKind {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Who can do something about it, and so who is told the detail. */
  readonly audience: 'person' | 'operator';
}

export const errorCatalogue = {
  VST_CONFIG_INVALID: { status: 500, audience: 'operator' },
  VST_STORE_UNAVAILABLE: { status: 503, audience: 'operator' },
  VST_STORE_FULL: { status: 503, audience: 'operator' },
  VST_STORE_CORRUPT: { status: 500, audience: 'operator' },
  VST_EPHEMERAL_UNAVAILABLE: { status: 503, audience: 'operator' },
  VST_SEAL_BROKEN: { status: 500, audience: 'operator' },
  VST_BUSY: { status: 503, audience: 'person' },
  VST_INTERNAL: { status: 500, audience: 'operator' },

  VST_NOT_FOUND: { status: 404, audience: 'person' },
  VST_INSTITUTION_UNKNOWN: { status: 404, audience: 'person' },
  VST_PROFILE_UNKNOWN: { status: 404, audience: 'person' },
  VST_APPLICATION_UNKNOWN: { status: 403, audience: 'person' },
  VST_METHOD_NOT_ALLOWED: { status: 405, audience: 'person' },
  VST_REQUEST_MALFORMED: { status: 400, audience: 'person' },
  VST_REQUEST_TOO_LARGE: { status: 413, audience: 'person' },
  VST_REQUEST_CROSS_SITE: { status: 403, audience: 'person' },
  VST_TOO_MANY_REQUESTS: { status: 429, audience: 'person' },

  VST_ATTEMPT_EXPIRED: { status: 400, audience: 'person' },
  VST_ATTEMPT_OTHER_BROWSER: { status: 403, audience: 'person' },
  VST_PROFILE_DISABLED: { status: 403, audience: 'person' },
  VST_UPSTREAM_REFUSED: { status: 403, audience: 'person' },
  VST_UPSTREAM_CANCELLED: { status: 403, audience: 'person' },
  VST_UPSTREAM_MESSAGE_INVALID: { status: 400, audience: 'person' },
  VST_UPSTREAM_REPLAYED: { status: 403, audience: 'person' },
  VST_UPSTREAM_UNREACHABLE: { status: 502, audience: 'person' },
  VST_PROOF_TOO_OLD: { status: 403, audience: 'person' },

  VST_CREDENTIALS_REFUSED: { status: 401, audience: 'person' },
  VST_NOT_KNOWN_HERE: { status: 403, audience: 'person' },
  VST_AMBIGUOUS: { status: 403, audience: 'person' },
  VST_IDENTIFIER_MISSING: { status: 403, audience: 'person' },
  VST_IDENTIFIER_INACTIVE: { status: 403, audience: 'person' },
  VST_USER_INACTIVE: { status: 403, audience: 'person' },
  VST_USER_LOCKED: { status: 403, audience: 'person' },
  VST_USER_EXPIRED: { status: 403, audience: 'person' },
  VST_USER_CONTACT: { status: 403, audience: 'person' },
  VST_USER_NOT_FOR_PROFILE: { status: 403, audience: 'person' },
  VST_USER_NOT_FOR_APPLICATION: { status: 403, audience: 'person' },
  VST_ALREADY_REGISTERED: { status: 409, audience: 'person' },
  VST_SUBJECT_TAKEN: { status: 403, audience: 'person' },

  VST_USER_INVALID: { status: 422, audience: 'operator' },
  VST_USER_CHANGED: { status: 409, audience: 'operator' },
  VST_IDENTIFIER_INVALID: { status: 422, audience: 'operator' },
  VST_NOT_ALLOWED: { status: 403, audience: 'operator' },
  VST_USER_UNKNOWN: { status: 404, audience: 'operator' },
  VST_IDENTIFIER_TAKEN: { status: 409, audience: 'operator' },
  VST_IDENTIFIER_UNKNOWN: { status: 404, audience: 'operator' },
  VST_FIELD_MISSING: { status: 422, audience: 'operator' },
  VST_FIELD_LOCKED: { status: 409, audience: 'operator' },
  VST_SETTING_INVALID: { status: 422, audience: 'operator' },
  VST_SETTINGS_CHANGED: { status: 409, audience: 'operator' },
  VST_GENERATION_FAILED: { status: 409, audience: 'operator' },
  VST_PASSWORD_WEAK: { status: 422, audience: 'person' },
  VST_PIN_INVALID: { status: 422, audience: 'person' },
  VST_LINK_OVER: { status: 400, audience: 'person' },
  VST_BATCH_UNKNOWN: { status: 404, audience: 'operator' },
  VST_UNDO_CONFLICT: { status: 409, audience: 'operator' },
  VST_AUDIT_BROKEN: { status: 500, audience: 'operator' },
} as const satisfies Record<`VST_${string}`, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Plain facts about a fault, safe to log: never a password, token, assertion or identifier value. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | undefined>>;

export class VestibuleError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  /** @param message for the operator; the person sees the catalogue's text for `code` */
  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'VestibuleError';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** For the `default` of an exhaustive switch: the compiler refuses a forgotten case. */
export function unreachable(value: never): never {
  throw new VestibuleError('VST_INTERNAL', `A case was forgotten: ${JSON.stringify(value)}`);
}
