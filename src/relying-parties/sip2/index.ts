// The SIP2 door: terminals that ask over TCP or TLS who somebody is.
export type { DoorEvent, ScreenText, Sip2DoorDeps } from './deps.ts';
export { createSip2Door, type Sip2Door } from './server.ts';
