// The doors that browsers come through, each joined with what it stands on.
import type { Door, LoginReturn } from '../../domain/login.ts';
import type { CasDoor } from '../../relying-parties/cas/index.ts';
import type { OidcDoor } from '../../relying-parties/oidc/index.ts';
import type { SamlDoor } from '../../relying-parties/saml/index.ts';
import { selfDoor } from '../../session/self-door.ts';
import type { AppParts } from '../parts.ts';
import { joinCasDoor } from './cas.ts';
import type { DoorNeighbours } from './neighbours.ts';
import { joinOidcDoor } from './oidc.ts';
import { joinSamlDoor } from './saml.ts';

export type { DoorNeighbours, Entrances } from './neighbours.ts';

export interface Doors extends Readonly<Record<LoginReturn['door'], Door>> {
  readonly oidc: OidcDoor;
  readonly cas: CasDoor;
  readonly saml: SamlDoor;
}

export function joinDoors(parts: AppParts, neighbours: DoorNeighbours): Doors {
  return {
    self: selfDoor,
    oidc: joinOidcDoor(parts, neighbours),
    cas: joinCasDoor(parts, neighbours),
    saml: joinSamlDoor(parts, neighbours),
  };
}
