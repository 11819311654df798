// A library with terminals of every kind, and the people who stand before them.

import { libraryOf } from './institutions.ts';
import { hashPin } from './sip2-pins.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule, type VestibuleOptions } from './vestibule.ts';

export type TerminalInput = NonNullable<NonNullable<InstitutionInput['sip2']>['terminals']>[number];

export const secrets = { PIN_DESK: 'pin desk secret', WEB: 'web secret', GATE: 'gate secret', OTHER: 'other secret' };

const from = (name: keyof typeof secrets) => `\${env:${name}}`;

export const terminals = {
  pin: {
    id: 'desk',
    login: { user: 'desk', password: from('PIN_DESK') },
    credential: 'pin',
    identifiers: ['primary', 'BARCODE', 'STUDENT_NO'],
    requestsPerSecond: 100_000,
    release: { fields: { AE: 'name', BE: 'email', PA: 'expiry_date', PC: 'user_group', BD: 'address' }, blocks: true },
  },
  password: {
    id: 'web',
    login: { user: 'web', password: from('WEB') },
    credential: 'password',
    requestsPerSecond: 100_000,
  },
  cardOnly: {
    id: 'gate',
    login: { user: 'gate', password: from('GATE') },
    credential: 'card-only',
    requestsPerSecond: 100_000,
  },
} as const satisfies Record<string, TerminalInput>;

export function libraryWith(list: readonly TerminalInput[], parts: Partial<InstitutionInput> = {}): InstitutionInput {
  return libraryOf({ pins: { doors: ['sip2'] }, sip2: { terminals: [...list] }, ...parts });
}

export interface Sip2Library extends RunningVestibule {
  readonly port: number;
  readonly ports: readonly number[];
}

export async function startSip2Library(
  list: readonly TerminalInput[] = Object.values(terminals),
  options: Partial<VestibuleOptions> & { readonly parts?: Partial<InstitutionInput> } = {},
): Promise<Sip2Library> {
  const { parts, ...rest } = options;
  const vestibule = await startVestibule({
    institutions: () => [libraryWith(list, parts)],
    secrets,
    ...rest,
    installation: { sip2: { listeners: [{ port: 0 }] }, ...rest.installation },
  });
  const door = vestibule.app.terminals;
  if (door === undefined) throw new Error('There is no door');
  await door.open();
  const ports = door.ports();
  return {
    ...vestibule,
    port: ports[0] ?? 0,
    ports,
    close: async () => {
      await door.close();
      await vestibule.close();
    },
  };
}

export const password = 'correct horse battery staple';
export const pin = '4711';

/** The same people in every test: one who is in order, and one for each reason why not. */
export async function seedPatrons(vestibule: RunningVestibule): Promise<void> {
  const pinHash = await hashPin(vestibule, pin);
  const person = (primaryIdentifier: string, barcode: string, more: object = {}) => ({
    primaryIdentifier,
    password,
    pinHash,
    identifiers: [
      { type: 'BARCODE', value: barcode },
      { type: 'STUDENT_NO', value: `S${barcode}` },
    ],
    ...more,
  });
  await vestibule.seed('demo', [
    person('ines', '29301', {
      name: { first: 'Inès', last: 'Müller' },
      userGroup: 'STUDENTS',
      expiryDate: '2099-12-31',
      emails: [{ address: 'ines@uni.example', types: [], preferred: true, segment: 'internal' }],
      addresses: [
        {
          lines: ['Hauptstraße 1'],
          postalCode: '10115',
          city: 'Berlin',
          types: [],
          preferred: true,
          segment: 'internal',
        },
      ],
    }),
    person('bela', '29302', {
      blocks: [{ type: 'FINES', description: 'Fines', status: 'active' }],
    }),
    person('lena', '29303', { signInLock: { at: '2026-01-01T00:00:00Z', by: 'staff' } }),
    person('iris', '29304', { status: 'inactive' }),
    person('enno', '29305', { expiryDate: '2020-01-01' }),
    person('xeno', '29306', { accountType: 'external', owningSystem: 'SIS', expiryDate: '2020-01-01' }),
  ]);
}
