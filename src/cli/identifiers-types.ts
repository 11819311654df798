// `vestibule identifiers types --institution SLUG`
import type { Caller, Directory } from '../directory/deps.ts';
import { identifierTypes, type ListedType } from '../directory/types/identifier-types.ts';
import { typeLabel } from '../directory/types/type-label.ts';
import { textTable } from './text-table.ts';

const heads = ['CODE', 'LABEL', 'FOR', 'UNIQUE', 'COMPARED', 'FORM', 'CHECK DIGIT', 'ISSUER', 'BESIDES'];

/** The table, or the types as JSON; ends with a line end. @throws VestibuleError VST_NOT_ALLOWED */
export function printTypes(
  directory: Pick<Directory, 'institution' | 'clock'>,
  caller: Caller,
  { language, isJson }: { readonly language: string; readonly isJson: boolean },
): string {
  const types = identifierTypes(directory, caller);
  if (isJson) return `${JSON.stringify(types, undefined, 2)}\n`;
  if (types.length === 0) return 'The institution has no identifier types: its users have a primary identifier only.\n';
  return textTable([heads, ...types.map((type) => row(type, language))]);
}

function row(type: ListedType, language: string): readonly string[] {
  const { code, recordTypes, uniqueness, folding, pattern, checkDigit, issuer, internalOnly, hiddenFromStaff } = type;
  const compared = [folding.caseSensitive ? 'by case' : 'without case', ...(folding.compatibility ? ['width'] : [])];
  const besides = [...(internalOnly ? ['internal only'] : []), ...(hiddenFromStaff ? ['hidden from staff'] : [])];
  return [
    code,
    typeLabel(type, language),
    recordTypes.join(', '),
    uniqueness === 'pooled' ? 'in the pool' : 'in itself',
    compared.join(', '),
    pattern ?? '-',
    checkDigit ?? '-',
    issuer ?? '-',
    besides.length === 0 ? '-' : besides.join(', '),
  ];
}
