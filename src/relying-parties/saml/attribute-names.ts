// Names of attributes as federations know them: the claim of a release is a friendly name here, or a URI already. LDAP,
// eduPerson (2021), SCHAC 1.5 and SAML subject identifiers.
import type { SamlRelyingParty } from '../../../config/schema.ts';

const formats = {
  uri: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  basic: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
} as const;

const ldap = 'urn:oid:2.5.4.';
const eduPerson = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.';
const schac = 'urn:oid:1.3.6.1.4.1.25178.1.2.';
const subjects = 'urn:oasis:names:tc:SAML:attribute:';

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cn: `${ldap}3`,
    sn: `${ldap}4`,
    o: `${ldap}10`,
    ou: `${ldap}11`,
    title: `${ldap}12`,
    postalCode: `${ldap}17`,
    telephoneNumber: `${ldap}20`,
    givenName: `${ldap}42`,
    uid: 'urn:oid:0.9.2342.19200300.100.1.1',
    mail: 'urn:oid:0.9.2342.19200300.100.1.3',
    mobile: 'urn:oid:0.9.2342.19200300.100.1.41',
    employeeNumber: 'urn:oid:2.16.840.1.113730.3.1.3',
    employeeType: 'urn:oid:2.16.840.1.113730.3.1.4',
    preferredLanguage: 'urn:oid:2.16.840.1.113730.3.1.39',
    displayName: 'urn:oid:2.16.840.1.113730.3.1.241',
    eduPersonAffiliation: `${eduPerson}1`,
    eduPersonNickname: `${eduPerson}2`,
    eduPersonOrgDN: `${eduPerson}3`,
    eduPersonOrgUnitDN: `${eduPerson}4`,
    eduPersonPrimaryAffiliation: `${eduPerson}5`,
    eduPersonPrincipalName: `${eduPerson}6`,
    eduPersonEntitlement: `${eduPerson}7`,
    eduPersonPrimaryOrgUnitDN: `${eduPerson}8`,
    eduPersonScopedAffiliation: `${eduPerson}9`,
    eduPersonAssurance: `${eduPerson}11`,
    eduPersonPrincipalNamePrior: `${eduPerson}12`,
    eduPersonUniqueId: `${eduPerson}13`,
    eduPersonOrcid: `${eduPerson}16`,
    schacDateOfBirth: `${schac}3`,
    schacHomeOrganization: `${schac}9`,
    schacHomeOrganizationType: `${schac}10`,
    schacPersonalUniqueCode: `${schac}14`,
    schacPersonalUniqueID: `${schac}15`,
    schacExpiryDate: `${schac}17`,
    schacUserStatus: `${schac}19`,
    'subject-id': `${subjects}subject-id`,
    'pairwise-id': `${subjects}pairwise-id`,
  }),
);

export interface AttributeName {
  readonly Name: string;
  readonly NameFormat: string;
  readonly FriendlyName?: string | undefined;
}

export function attributeName(claim: string, style: SamlRelyingParty['attributeNames']): AttributeName {
  const uri = names.get(claim);
  if (style === 'uri' && uri !== undefined) return { Name: uri, NameFormat: formats.uri, FriendlyName: claim };
  const isUri = /^(?:urn|https?):/.test(claim);
  return { Name: claim, NameFormat: isUri ? formats.uri : formats.basic };
}
