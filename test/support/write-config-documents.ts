// Writes the generated parts of docs/ anew, after a change of the configuration's schema.
import { writeFileSync } from 'node:fs';
import { configDocuments } from './config-documents.ts';

for (const { name, path, standing, generated } of configDocuments()) {
  if (standing === generated) continue;
  writeFileSync(path, generated);
  console.log(`wrote ${name}`);
}
