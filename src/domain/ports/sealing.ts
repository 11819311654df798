/** Keys derived from the installation's master key, one a purpose. */
export interface Sealing {
  /** Authenticated encryption; `purpose` is bound to the result and must be the same to open it. */
  seal(purpose: string, plain: string): string;
  /** @throws VestibuleError VST_SEAL_BROKEN when it was changed, or made under another key or purpose */
  open(purpose: string, sealed: string): string;
  /** Keyed hash (HMAC-SHA-256, base64url): the same value gives the same text under one master key only. */
  hash(purpose: string, value: string): string;
}
