export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** The answer is cut off, and the call refused, past this many bytes. */
  readonly maxBytes: number;
}

/** The only way out by HTTP: https, private ranges refused unless listed, DNS pinned, no redirects. */
export interface Outbound {
  /** A drop-in for `fetch` under the same rules, for libraries that take one. */
  readonly fetch: typeof fetch;
  get(url: string, request: Omit<OutboundRequest, 'method' | 'body'>): Promise<{ status: number; body: string }>;
}

/** The same way out for what is too large to hold at once. */
export interface Download {
  /**
   * @param take gets the answer piece by piece, and only of status 200
   * @returns when all of it was taken
   */
  download(
    url: string,
    request: Omit<OutboundRequest, 'method' | 'body'> & {
      readonly signal?: AbortSignal;
      readonly take: (piece: Uint8Array) => Promise<void>;
    },
  ): Promise<{ readonly status: number; readonly headers: Headers }>;
}
