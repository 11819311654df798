// How a request ended that did not bring an assertion. SAML Core 3.2.2.2.
const prefix = 'urn:oasis:names:tc:SAML:2.0:status:';

export const statusCode = (name: string): string => `${prefix}${name}`;

export interface Status {
  readonly top: 'Success' | 'Requester' | 'Responder';
  readonly inner?: string | undefined;
  /** For the application's developer; nothing of a person. */
  readonly message?: string | undefined;
}

export const statuses = {
  noPassive: { top: 'Responder', inner: 'NoPassive', message: 'Nobody is signed in, and nothing was to be asked.' },
  noContext: {
    top: 'Responder',
    inner: 'NoAuthnContext',
    message: 'No sign-in of the requested context is to be had.',
  },
  cancelled: { top: 'Responder', inner: 'AuthnFailed', message: 'The person did not sign in.' },
  otherSubject: { top: 'Responder', inner: 'UnknownPrincipal', message: 'Somebody else is signed in.' },
  nameIdFormat: {
    top: 'Requester',
    inner: 'InvalidNameIDPolicy',
    message: 'This application is not given such names.',
  },
  responseBinding: { top: 'Requester', inner: 'UnsupportedBinding', message: 'Answers are sent by HTTP-POST only.' },
} as const satisfies Record<string, Status>;

export type StatusName = keyof typeof statuses;
