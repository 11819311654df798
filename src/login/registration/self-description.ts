import type { SelfDescription } from '../../directory/management/self-register.ts';
import type { FormValues } from './form-values.ts';

/** What she wrote, as a record has it. */
export function describedBy(values: FormValues): SelfDescription {
  const { given_name: first, family_name: last = '', email = '', phone, street, city, country } = values;
  const address = street === undefined ? undefined : { lines: [street], city, postalCode: values.postal_code, country };
  return { first, last, email, phone, address, birthDate: values.birth_date, preferredLanguage: values.language };
}
