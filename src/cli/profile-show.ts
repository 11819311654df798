import type { UpstreamRegistration } from '../domain/strategy.ts';
import { type Command, textOption } from './command.ts';
import { configOption } from './config-option.ts';

export const profileShow: Command = {
  name: 'profile show',
  summary: 'What the other side needs to know of a login profile: addresses, certificates, attributes.',
  options: {
    config: configOption,
    institution: { type: 'string', value: 'SLUG', summary: 'Only of this institution.' },
    metadata: {
      type: 'boolean',
      summary: 'Print the SAML metadata document, or our public keys (JWKS), and nothing else.',
    },
  },
  operands: ['PROFILE'],
  async run(args, io) {
    const { withApp } = await import('./with-parts.ts');
    const [id = ''] = args.positionals;
    const slug = textOption(args, 'institution');
    return withApp(args, io, async (app) => {
      const found = app.institutions
        .all()
        .filter((institution) => slug === undefined || institution.slug === slug)
        .flatMap(({ profiles }) => profiles.get(id) ?? []);
      if (found.length === 0) {
        io.err(`No enabled profile is called "${id}".\n`);
        return 1;
      }
      for (const { config, built, urls } of found) {
        const registration = await built.registration();
        if (args.values['metadata'] === true) io.out(`${registration.metadataXml ?? registration.keySet ?? ''}\n`);
        else io.out(describe(config.id, config.kind, registration, urls.callback));
      }
      return 0;
    });
  },
};

function describe(id: string, kind: string, registration: UpstreamRegistration, callback: string): string {
  const facts = [
    { label: 'kind', value: kind },
    ...registration.facts,
    { label: 'try it', value: callback.replace(/callback$/, 'test') },
  ];
  const width = Math.max(...facts.map(({ label }) => label.length));
  const certificates = registration.certificates.map(
    ({ use, fingerprint, notBefore, notAfter, pem }) =>
      `\ncertificate (${use}), valid ${notBefore} to ${notAfter}\n  SHA-256 ${fingerprint}\n${pem.trim()}\n`,
  );
  return `${id}\n${facts.map(({ label, value }) => `  ${label.padEnd(width)}  ${value}\n`).join('')}${certificates.join('')}`;
}
