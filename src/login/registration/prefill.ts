// What the upstream said of her, put into the form: hers to correct. An address that it verified need not be proved again.

import type { Assertion } from '../../domain/assertion.ts';
import { isMailAddress } from '../../mail/address.ts';
import { sameSpelling } from '../../resolution/email.ts';
import { addressKey } from '../email/limits.ts';
import type { FormField, FormValues } from './form-values.ts';

/** By what names upstreams send these, in lower case: claims, LDAP names, OIDs and the URIs of the Microsoft world. */
const names: Readonly<Partial<Record<FormField, readonly string[]>>> = {
  given_name: [
    'given_name',
    'givenname',
    'first_name',
    'urn:oid:2.5.4.42',
    'urn:mace:dir:attribute-def:givenname',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  ],
  family_name: [
    'family_name',
    'sn',
    'surname',
    'last_name',
    'urn:oid:2.5.4.4',
    'urn:mace:dir:attribute-def:sn',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  ],
  email: [
    'email',
    'mail',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'urn:mace:dir:attribute-def:mail',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  ],
};
const lengthMax = 200;

export function prefill(assertion: Assertion): FormValues {
  const values: FormValues = {};
  for (const field of ['given_name', 'family_name', 'email'] as const) {
    const [value] = said(assertion, field);
    if (value !== undefined) values[field] = value;
  }
  const [verified] = assertion.verifiedEmails.filter(isMailAddress);
  return verified === undefined ? values : { ...values, email: verified };
}

/** @param verifiesEmail the profile says that its upstream assigns or proves the addresses of its people */
export function isVerified(assertion: Assertion, verifiesEmail: boolean, address: string): boolean {
  const verified = [...assertion.verifiedEmails, ...(verifiesEmail ? said(assertion, 'email') : [])];
  return verified.some((one) => addressKey(one) === addressKey(address) && sameSpelling(one, address));
}

function said({ attributes }: Assertion, field: FormField): readonly string[] {
  const wanted = names[field] ?? [];
  return Object.entries(attributes)
    .filter(([name]) => wanted.includes(name.toLowerCase()))
    .flatMap(([, values]) => values)
    .map((value) => value.normalize('NFC').trim())
    .filter((value) => value !== '' && value.length <= lengthMax && !/\p{Cc}/u.test(value));
}
