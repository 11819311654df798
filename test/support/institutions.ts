// Institution files for tests: the demo library, with the parts a test is about.
import type { InstitutionInput } from './vestibule.ts';

type Profile = InstitutionInput['loginProfiles'][number];

export const passwordProfile: Profile = {
  id: 'library',
  kind: 'password',
  label: 'Library password',
  match: { from: 'subject', to: 'any' },
};

const switchedOff: Profile = { ...passwordProfile, id: 'off', enabled: false };

/** @param parts replace those of the file; `profiles` stand before the library password */
export function libraryOf(
  parts: Partial<InstitutionInput> & { readonly profiles?: readonly Profile[] },
): InstitutionInput {
  const { profiles = [], ...rest } = parts;
  return {
    slug: 'demo',
    code: '01DEMO_INST',
    name: { en: 'Demo Library', de: 'Demo-Bibliothek' },
    identifierTypes: [
      { code: 'BARCODE', label: 'Barcode' },
      { code: 'STUDENT_NO', label: 'Student number' },
      { code: 'STAFF_NO', label: 'Staff number' },
    ],
    loginProfiles: [...profiles, passwordProfile, switchedOff],
    ...rest,
  };
}
