// Who vouches: the name of a library system, as its profile says or by its address.

/** The settings that name a system, of whichever kind. */
export type NamedSystem = { readonly system?: string | undefined } & (
  | { readonly baseUrl: string }
  | { readonly authUrl: string }
  | { readonly host: string; readonly port: number }
);

export function systemName(options: NamedSystem): string {
  if (options.system !== undefined) return options.system;
  if ('host' in options) return `sip2://${options.host}:${options.port}`;
  return new URL('baseUrl' in options ? options.baseUrl : options.authUrl).origin;
}
