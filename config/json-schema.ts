// The configuration as JSON Schema, for editors: one document, with a definition for each of the two kinds of file.
import { installationOutline, institutionOutline, type Outline } from './schema-outline.ts';

/** Ends with a line end. An editor is pointed at it by `# yaml-language-server: $schema=…#/$defs/institution`. */
export function configurationJsonSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of Vestibule',
    description: 'An installation file or an institution file.',
    anyOf: [{ $ref: '#/$defs/installation' }, { $ref: '#/$defs/institution' }],
    $defs: { installation: plain(installationOutline), institution: plain(institutionOutline) },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Without our own marks, which mean nothing to an editor. */
function plain(outline: Outline): unknown {
  return JSON.parse(JSON.stringify(outline, (key, value: unknown) => (key === 'x-reference' ? undefined : value)));
}
