// The page of a profile is open to everybody: it shows what the other side needs, and not how our own network is made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { startVestibule } from '../support/vestibule.ts';

test('tells strangers no server, service account or filter of a directory, and the operator all of them', async (t) => {
  const directory = {
    id: 'staff',
    kind: 'ldap' as const,
    label: 'Staff directory',
    match: { from: { attribute: 'employeeNumber' }, to: 'STAFF_NO' },
    directory: 'uni-ldap',
    servers: [{ url: 'ldaps://dc7.corp.internal' }],
    bind: {
      type: 'search' as const,
      dn: 'cn=svc-vestibule,ou=services,dc=corp',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      password: '${env:LDAP_PASSWORD}',
      base: 'ou=people,dc=corp',
      filter: '(&(uid={name})(memberOf=cn=library))',
    },
  };
  const vestibule = await startVestibule({ institutions: () => [libraryOf({ profiles: [directory] })] });
  t.after(() => vestibule.close());
  const page = await openBrowser().get(`${vestibule.url}/demo/login/staff/about`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.body, /dc7|svc-vestibule|ou=people|memberOf/);
  const registration = await vestibule.app.institutions.get('demo')?.profiles.get('staff')?.built.registration();
  assert.match(JSON.stringify(registration), /dc7.*svc-vestibule.*ou=people.*memberOf/);
});
