// A user as Alma's REST interface writes her, told in our own shape. Empty texts and lists of that shape say nothing
// (it always writes every field), so they leave the stored record as it is. Nothing is judged here: what does not fit
// is handed on as it stands, for the schema to refuse.
import { type AlmaFields, almaFields, isObject, type Json } from './alma-fields.ts';

export interface ShapedRecord {
  readonly shaped: Json;
  /** Names of filled fields that are not taken over. */
  readonly ignored: readonly string[];
}

export function isAlmaRecord(record: unknown): record is Json {
  return isObject(record) && !('primaryIdentifier' in record) && marks.some((mark) => mark in record);
}

const marks = ['primary_id', 'record_type', 'account_type', 'last_name', 'user_identifier'];

/** What the interface writes and never reads. */
const outputOnly = [
  'full_name',
  'link',
  'requests',
  'loans',
  'fees',
  'created_by',
  'created_date',
  'last_modified_by',
  'last_modified_date',
];

export function almaToInput(record: Json): ShapedRecord {
  const ignored: string[] = [];
  const user = almaFields(record, '', ignored);
  const shaped = {
    primaryIdentifier: realPrimaryId(user.text('primary_id')),
    ...coreFields(user),
    ...contactFields(user),
    identifiers: user.list('user_identifier', (item) => ({
      type: item.text('id_type'),
      value: item.text('value'),
      status: item.lower('status'),
      segment: item.lower('segment_type'),
      note: item.text('note'),
    })),
    ...staffFields(user),
    proxyFor: user.list('proxy_for_user', (item) => item.silent('full_name').text('primary_id')),
    rsLibraries: user.list('rs_library', (item) => item.text('code')),
  };
  user.silent(...outputOnly).done();
  return { shaped: withoutUndefined(shaped), ignored };
}

/** A contact without one is written as `no primary id (123456789023)`. */
function realPrimaryId(value: unknown): unknown {
  return typeof value === 'string' && /^no primary id\b/.test(value) ? undefined : value;
}

function coreFields(user: AlmaFields): Json {
  const name = {
    first: user.text('first_name'),
    middle: user.text('middle_name'),
    last: user.text('last_name'),
    preferredFirst: user.text('pref_first_name'),
    preferredMiddle: user.text('pref_middle_name'),
    preferredLast: user.text('pref_last_name'),
    preferredSuffix: user.text('pref_name_suffix'),
    title: user.text('user_title'),
  };
  return {
    name,
    recordType: user.lower('record_type'),
    accountType: user.lower('account_type'),
    status: user.lower('status'),
    owningSystem: user.text('external_id'),
    userGroup: user.text('user_group'),
    preferredLanguage: user.text('preferred_language'),
    gender: user.text('gender'),
    jobCategory: user.text('job_category'),
    jobDescription: user.text('job_description'),
    campusCode: user.text('campus_code'),
    webSiteUrl: user.text('web_site_url'),
    catalogerLevel: user.text('cataloger_level'),
    birthDate: user.day('birth_date'),
    expiryDate: user.day('expiry_date'),
    purgeDate: user.day('purge_date'),
    statusDate: user.day('status_date'),
    // Handed on to be refused: a password never stands in a file in plain text.
    password: user.text('password'),
  };
}

function contactFields(user: AlmaFields): Json {
  const contact = user.within('contact_info');
  if (contact === undefined) return {};
  const common = (item: AlmaFields, types: string) => ({
    types: item.codes(types),
    preferred: item.flag('preferred'),
    segment: item.lower('segment_type'),
  });
  const shaped = {
    emails: contact.list('email', (item) => ({
      address: item.text('email_address'),
      description: item.text('description'),
      ...common(item, 'email_type'),
    })),
    phones: contact.list('phone', (item) => ({
      number: item.text('phone_number'),
      preferredSms: item.flag('preferred_sms'),
      ...common(item, 'phone_type'),
    })),
    addresses: contact.list('address', (item) => ({
      lines: ['line1', 'line2', 'line3', 'line4', 'line5']
        .map((line) => item.text(line))
        .filter((text) => text !== undefined),
      city: item.text('city'),
      stateProvince: item.text('state_province'),
      postalCode: item.text('postal_code'),
      country: item.text('country'),
      note: item.text('address_note'),
      startDate: item.day('start_date'),
      endDate: item.day('end_date'),
      ...common(item, 'address_type'),
    })),
  };
  contact.done();
  return shaped;
}

function staffFields(user: AlmaFields): Json {
  return {
    roles: user.list('user_role', (item) => ({
      role: item.text('role_type'),
      scope: item.text('scope'),
      status: item.lower('status'),
      expiryDate: item.day('expiry_date'),
      parameters: item.pairs('parameter'),
    })),
    blocks: user.list('user_block', (item) => ({
      type: item.text('block_type'),
      description: item.text('block_description'),
      status: item.lower('block_status'),
      note: item.text('block_note'),
      expiryDate: item.day('expiry_date'),
      createdBy: item.text('created_by'),
      createdAt: item.moment('created_date'),
    })),
    notes: user.list('user_note', (item) => ({
      type: item.text('note_type'),
      text: item.text('note_text'),
      viewableByUser: item.flag('user_viewable'),
      popup: item.flag('popup_note'),
      segment: item.lower('segment_type'),
      createdBy: item.text('created_by'),
      createdAt: item.moment('created_date'),
    })),
    statistics: user.list('user_statistic', (item) => ({
      category: item.text('statistic_category'),
      type: item.text('category_type'),
      note: item.text('statistic_note'),
      segment: item.lower('segment_type'),
    })),
  };
}

function withoutUndefined(shaped: Json): Json {
  return Object.fromEntries(Object.entries(shaped).filter(([, value]) => value !== undefined));
}
