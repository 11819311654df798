/** `${env:NAME}` or `${file:/path}` as it stands in a configuration. Never the value. */
export type SecretReference = string & { readonly __secret: true };

export interface Secrets {
  /** @throws VestibuleError VST_CONFIG_INVALID when the variable or file is not there */
  read(reference: SecretReference): string;
}
