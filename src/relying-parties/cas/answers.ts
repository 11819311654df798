// Answers in the words of each protocol version: plain text (1), XML and JSON (2 and 3). CAS 3.0 appendix A.
import type { Bought } from './proxy-grant.ts';
import type { Answer, FailureCode, Told } from './validate.ts';
import { writeXml, type XmlPart } from './xml.ts';

export type Format = 'XML' | 'JSON';

export interface Written {
  readonly type: string;
  readonly body: string;
}

/** The same whoever asks and whatever was asked: nothing of a request comes back. */
export const descriptions: Readonly<Record<FailureCode, string>> = {
  INVALID_REQUEST: 'Parameters are missing, repeated or unknown.',
  INVALID_TICKET_SPEC: 'A proxy ticket is not taken here.',
  INVALID_TICKET: 'The ticket is not valid.',
  INVALID_SERVICE: 'The ticket is not for this service.',
  INVALID_PROXY_CALLBACK: 'The proxy callback is not valid.',
  UNAUTHORIZED_SERVICE_PROXY: 'The service may not act as a proxy.',
  UNAUTHORIZED_SERVICE: 'The service may not be reached through this proxy.',
  INTERNAL_ERROR: 'An internal error occurred.',
};

/** Section 2.4.2. */
export function plainAnswer(answer: Answer): Written {
  return { type: 'text/plain', body: answer.type === 'success' ? `yes\n${answer.user}\n` : 'no\n\n' };
}

/** @param withAttributes as protocol 3 has them */
export function validationAnswer(answer: Answer, format: Format, withAttributes: boolean): Written {
  if (answer.type === 'failure') return failureAnswer('authenticationFailure', answer.code, format);
  return format === 'JSON' ? json(successJson(answer, withAttributes)) : xml(successXml(answer, withAttributes));
}

export function proxyAnswer(bought: Bought, format: Format): Written {
  if (bought.type === 'failure') return failureAnswer('proxyFailure', bought.code, format);
  if (format === 'JSON') return json({ proxySuccess: { proxyTicket: bought.ticket } });
  return xml(part('proxySuccess', [part('proxyTicket', bought.ticket)]));
}

export function failureAnswer(
  name: 'authenticationFailure' | 'proxyFailure',
  code: FailureCode,
  format: Format,
): Written {
  const description = descriptions[code];
  if (format === 'JSON') return json({ [name]: { code, description } });
  return xml({ ...part(name, description), attributes: { code } });
}

function successXml(answer: Told, withAttributes: boolean): XmlPart {
  const attributes = [...ownAttributes(answer), ...answer.attributes].flatMap(([name, values]) =>
    values.map((value) => part(name, String(value))),
  );
  return part('authenticationSuccess', [
    part('user', answer.user),
    ...(withAttributes ? [part('attributes', attributes)] : []),
    ...(answer.pgtIou === undefined ? [] : [part('proxyGrantingTicket', answer.pgtIou)]),
    ...(answer.proxies.length === 0
      ? []
      : [
          part(
            'proxies',
            answer.proxies.map((proxy) => part('proxy', proxy)),
          ),
        ]),
  ]);
}

function successJson(answer: Told, withAttributes: boolean): object {
  const { user, pgtIou, proxies } = answer;
  return {
    authenticationSuccess: {
      user,
      ...(withAttributes ? { attributes: Object.fromEntries([...ownAttributes(answer), ...answer.attributes]) } : {}),
      ...(pgtIou === undefined ? {} : { proxyGrantingTicket: pgtIou }),
      ...(proxies.length === 0 ? {} : { proxies }),
    },
  };
}

/** Section 2.5.7. Nobody is remembered beyond a session here. */
export function ownAttributes({
  authenticatedAt,
  isFromNewLogin,
}: Told): readonly (readonly [string, readonly (string | boolean)[]])[] {
  return [
    ['authenticationDate', [new Date(authenticatedAt).toISOString()]],
    ['longTermAuthenticationRequestTokenUsed', [false]],
    ['isFromNewLogin', [isFromNewLogin]],
  ];
}

function part(name: string, content: NonNullable<XmlPart['content']>): XmlPart {
  return { name: `cas:${name}`, content };
}

function xml(statement: XmlPart): Written {
  const body = writeXml(part('serviceResponse', [statement]), { cas: 'http://www.yale.edu/tp/cas' });
  return { type: 'application/xml', body };
}

function json(statement: object): Written {
  return { type: 'application/json', body: JSON.stringify({ serviceResponse: statement }) };
}
