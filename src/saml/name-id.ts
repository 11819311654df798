import type { Element } from '@xmldom/xmldom';
import { attribute, children, text } from './xml.ts';

export interface NameIdFacts {
  readonly value: string;
  readonly format: string | undefined;
  readonly nameQualifier?: string | undefined;
  readonly spNameQualifier?: string | undefined;
}

/** One with elements inside has no value. */
export function readNameId(element: Element): NameIdFacts {
  return {
    value: children(element).length === 0 ? text(element) : '',
    format: attribute(element, 'Format'),
    nameQualifier: attribute(element, 'NameQualifier'),
    spNameQualifier: attribute(element, 'SPNameQualifier'),
  };
}
