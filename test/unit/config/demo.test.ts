import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';

test('the configuration of the demo has no faults', async () => {
  const path = fileURLToPath(new URL('../../../config/demo/vestibule.yaml', import.meta.url));
  const env = {
    VESTIBULE_DEMO_MASTER_KEY: 'a'.repeat(64),
    VESTIBULE_DEMO_CAMPUS_SECRET: 'campus',
    VESTIBULE_DEMO_COLLEGE_SECRET: 'college',
    VESTIBULE_DEMO_APP_SECRET: 'application',
  };
  const result = await loadInstallation(path, { env, readFile: (file) => readFileSync(file, 'utf8') });
  assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
});
