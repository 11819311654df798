// Our own addresses at this door. The address of the metadata is our entity id.
export interface DoorAddresses {
  readonly entityId: string;
  readonly sso: string;
  readonly slo: string;
}

export function addressesOf(publicUrl: string, slug: string): DoorAddresses {
  const base = `${publicUrl}/${slug}/saml`;
  return { entityId: `${base}/metadata`, sso: `${base}/sso`, slo: `${base}/slo` };
}
