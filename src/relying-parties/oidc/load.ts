// oidc-provider, loaded when the first request comes to this door.
export type OidcProvider = typeof import('oidc-provider');

let loading: Promise<OidcProvider> | undefined;

export function loadProvider(): Promise<OidcProvider> {
  loading ??= importQuietly().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** It warns about every Node that is not marked as LTS; Vestibule brings the Node it runs on. Other warnings pass. */
async function importQuietly(): Promise<OidcProvider> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn.apply(console, words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
