/** First path segments that are ours: no institution may take one as its slug. */
export const reservedSlugs: readonly string[] = [
  'almaws',
  'api',
  'assets',
  'auth',
  'demo-app',
  'favicon.ico',
  'healthz',
  'login',
  'logout',
  'metrics',
  'primaws',
  'primo',
  'readyz',
  'robots.txt',
  'well-known',
];

/** Words that stand where a profile id would: `/{slug}/login/{profile}`. */
export const reservedProfileIds: readonly string[] = [
  'callback',
  'choose',
  'internal',
  'metadata',
  'logout',
  'backchannel',
  'hop',
  'cancel',
  'continue',
  'new-password',
];
