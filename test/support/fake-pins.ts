// By which subject applications know people, in memory; held to the same contract as the engines.
import type { SubjectPin, SubjectPins } from '../../src/domain/ports/subject-pins.ts';

export function createFakePins(): SubjectPins & { readonly all: readonly SubjectPin[] } {
  const pins: SubjectPin[] = [];
  const find = (institution: string, relyingParty: string, userId: string) =>
    pins.find((pin) => pin.institution === institution && pin.relyingParty === relyingParty && pin.userId === userId);
  return {
    all: pins,
    pinOf: async (...person) => find(...person),
    pin: async (pin) => {
      const standing = find(pin.institution, pin.relyingParty, pin.userId);
      if (standing !== undefined) return { type: 'pinned', pin: standing };
      const isTaken = pins.some(
        ({ institution, relyingParty, subject }) =>
          institution === pin.institution && relyingParty === pin.relyingParty && subject === pin.subject,
      );
      if (isTaken) return { type: 'taken' };
      pins.push(pin);
      return { type: 'pinned', pin };
    },
    pinsOf: async (institution, userId) =>
      pins.filter((pin) => pin.institution === institution && pin.userId === userId),
    unpin: async (...person) => {
      const standing = find(...person);
      if (standing !== undefined) pins.splice(pins.indexOf(standing), 1);
      return standing !== undefined;
    },
  };
}
