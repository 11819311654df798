export interface Random {
  bytes(count: number): Uint8Array;
  /** Unguessable text, base64url, 32 bytes of randomness unless told otherwise. */
  token(bytes?: number): string;
  /** UUIDv7 of the given time: sorts by time of making. */
  uuid(epochMs: number): string;
}
