// What Alma's user record says of a person, and what its errors mean.
import type { StrategyFailure } from '../../src/domain/strategy.ts';
import { codeIn, isObject, type JsonAnswer, unexpected } from '../library-system/http.ts';
import { attributesOf, contradiction, nameIn, type SystemAnswer } from '../library-system/strategy.ts';
import { isSameName } from '../library-system/typed.ts';

const authenticationFailed = '401866';
/** "User with identifier … was not found", without and with the type. */
const userNotFound: readonly string[] = ['401861', '401890'];

/** How a check of a password ended that was not answered by 204. Alma says all of it by status 400 and a code. */
export function authFailure(answer: JsonAnswer): StrategyFailure {
  const code = errorCode(answer.body);
  if (answer.status === 400 && code === authenticationFailed) {
    return { type: 'refused', reason: 'credentials', detail: `op=auth: ${code} (authentication failed)` };
  }
  if (answer.status === 400 && code !== undefined && userNotFound.includes(code)) {
    return { type: 'refused', reason: 'unknown', detail: `op=auth: ${code} (no such user)` };
  }
  return unexpected('op=auth', answer, code);
}

/** The one error code; undefined where there are several that differ. Some gateways wrap the list, or give no list. */
export function errorCode(body: JsonAnswer['body']): string | undefined {
  const wrapped = isObject(body?.['web_service_result']) ? body['web_service_result'] : body;
  const list = isObject(wrapped?.['errorList']) ? wrapped['errorList']['error'] : undefined;
  const codes = [list].flat().map((error) => (isObject(error) ? codeIn(error['errorCode']) : undefined));
  return new Set(codes).size === 1 ? codes[0] : undefined;
}

/** Alma writes a text in the place of a name that a contact does not have. */
const noPrimaryId = /^no primary id \(/i;

interface AlmaIdentifier {
  readonly type: string;
  readonly value: string;
}

/** @param name what was typed: it must be one of this user's names */
export function userAnswer(answer: JsonAnswer, name: string, barcodeType: string): SystemAnswer {
  const { status, body } = answer;
  if (status !== 200 || body === undefined || 'errorsExist' in body) {
    return unexpected('reading the user', answer, errorCode(body));
  }
  const primaryId = nameIn(body['primary_id']);
  if (primaryId === undefined || noPrimaryId.test(primaryId)) return contradiction('the user has no primary id');
  const identifiers = listIn(body['user_identifier']).flatMap(activeIdentifier);
  if (![primaryId, ...identifiers.map(({ value }) => value)].some((one) => isSameName(one, name))) {
    return contradiction('the answer is about a user who does not bear this name');
  }
  const typed = Object.groupBy(identifiers, ({ type }) => `identifier.${type}`);
  const ofType = Object.entries(typed).map(([type, group]) => [type, group?.map(({ value }) => value)] as const);
  return {
    type: 'right',
    subject: primaryId,
    attributes: attributesOf({
      primary_id: primaryId,
      barcode: identifiers.filter(({ type }) => type === barcodeType).map(({ value }) => value),
      email: emailsIn(body),
      name: body['full_name'],
      given_name: body['first_name'],
      family_name: body['last_name'],
      group: codedValue(body['user_group']),
      expiry: dayIn(body['expiry_date']),
      status: codedValue(body['status']),
      record_type: codedValue(body['record_type']),
      account_type: codedValue(body['account_type']),
      ...Object.fromEntries(ofType),
    }),
  };
}

function activeIdentifier(given: unknown): readonly AlmaIdentifier[] {
  if (!isObject(given)) return [];
  const [type, value] = [codedValue(given['id_type']), nameIn(given['value'])];
  const { status = 'ACTIVE' } = given;
  const isActive = typeof status === 'string' && status.toUpperCase() === 'ACTIVE';
  return typeof type === 'string' && value !== undefined && isActive ? [{ type, value }] : [];
}

/** The preferred one first. */
function emailsIn(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  const contact = body['contact_info'];
  const emails = (isObject(contact) ? listIn(contact['email']) : []).filter(isObject);
  const preferredFirst = emails.toSorted((a, b) => Number(b['preferred'] === true) - Number(a['preferred'] === true));
  return preferredFirst.map((email) => email['email_address']);
}

/** `{ value, desc }`, or the value alone. */
function codedValue(given: unknown): unknown {
  return isObject(given) ? given['value'] : given;
}

/** Alma writes days as `2028-09-30Z`. */
function dayIn(given: unknown): unknown {
  return typeof given === 'string' ? given.replace(/Z$/, '') : undefined;
}

function listIn(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}
