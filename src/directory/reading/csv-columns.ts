// The header row of a CSV file: which cell goes where in the shape of a user.
import { nameParts, scalars } from '../text-fields.ts';
import { brokenFile } from './broken-file.ts';

/** A row under way: fields of the shape, and parts that become its lists. */
interface Row {
  readonly fields: Record<string, unknown>;
  readonly name: Record<string, string>;
  readonly contacts: Record<'email' | 'phone' | 'address', Record<string, string>>;
  /** By type; a type is of the file's choosing. */
  readonly identifiers: Map<string, Record<string, string>>;
}

/** Puts the text of a cell where it belongs. */
type Place = (row: Row, cell: string) => void;

const texts = ['primaryIdentifier', ...scalars, 'passwordHash'];
const codes = ['recordType', 'accountType', 'status'];
const addressLines = ['line1', 'line2', 'line3', 'line4', 'line5'];
const addressParts = ['city', 'stateProvince', 'postalCode', 'country'];

/** Every column but those of identifiers. */
export const csvColumns: readonly string[] = [
  ...texts,
  ...codes,
  ...nameParts.map((name) => `name.${name}`),
  'passwordMustChange',
  'email',
  'email.type',
  'phone',
  'phone.type',
  ...[...addressLines, ...addressParts, 'type'].map((part) => `address.${part}`),
];

/** Reads rows of one file. Identifiers are columns `identifier.TYPE`, `identifier.TYPE.status`, `identifier.TYPE.note`. */
export function csvColumnReader(header: readonly string[]): (cells: readonly string[]) => unknown {
  const titles = header.map((title) => title.trim());
  const doubled = titles.find((title, index) => titles.indexOf(title) !== index);
  if (doubled !== undefined) throw brokenFile(`The column ${quoted(doubled)} stands twice.`, 1, 0);
  if (!titles.includes('primaryIdentifier'))
    throw brokenFile('The first row must name the columns, "primaryIdentifier" among them.', 1, 0);
  const places = titles.map(placeFor);
  return (cells) => {
    const row: Row = { fields: {}, name: {}, contacts: { email: {}, phone: {}, address: {} }, identifiers: new Map() };
    for (const [index, cell] of cells.entries()) if (cell.trim() !== '') places[index]?.(row, cell);
    return shaped(row);
  };
}

function placeFor(title: string): Place {
  const [head = '', ...rest] = title.split('.');
  const tail = rest.join('.');
  if (head === 'identifier' && /^[^.]+(\.(status|note))?$/.test(tail)) return identifierPlace(tail);
  if (!csvColumns.includes(title)) throw brokenFile(`The file has an unknown column, ${quoted(title)}.`, 1, 0);
  switch (head) {
    case 'name':
      return ({ name }, cell) => {
        name[tail] = cell;
      };
    case 'email':
    case 'phone':
    case 'address':
      return ({ contacts }, cell) => {
        contacts[head][tail === '' ? 'value' : tail] = cell;
      };
    default:
      return ({ fields }, cell) => {
        fields[title] = codes.includes(title) ? code(cell) : title === 'passwordMustChange' ? truth(cell) : cell;
      };
  }
}

function identifierPlace(tail: string): Place {
  const [type = '', field = 'value'] = tail.split('.');
  return ({ identifiers }, cell) => {
    const identifier = identifiers.get(type) ?? { type };
    identifier[field] = field === 'status' ? code(cell) : cell;
    identifiers.set(type, identifier);
  };
}

/** What no cell speaks of is left out. A type or a status says nothing without the value that it is of. */
function shaped({ fields, name, contacts: { email, phone, address }, identifiers }: Row): Record<string, unknown> {
  if (hasAny(name)) fields['name'] = name;
  if (email['value'] !== undefined) fields['emails'] = [{ address: email['value'], preferred: true, ...types(email) }];
  if (phone['value'] !== undefined) fields['phones'] = [{ number: phone['value'], preferred: true, ...types(phone) }];
  if (hasAny(address)) fields['addresses'] = [postalAddress(address)];
  const filled = [...identifiers.values()].filter(({ value }) => value !== undefined);
  if (filled.length > 0) fields['identifiers'] = filled;
  return fields;
}

function postalAddress(address: Readonly<Record<string, string>>): Record<string, unknown> {
  const rest = addressParts.filter((part) => address[part] !== undefined).map((part) => [part, address[part]]);
  const lines = addressLines.map((line) => address[line]).filter((line) => line !== undefined);
  return { ...Object.fromEntries(rest), lines, preferred: true, ...types(address) };
}

function types({ type }: Readonly<Record<string, string>>): { readonly types?: readonly string[] } {
  return type === undefined ? {} : { types: [type] };
}

function hasAny(parts: Readonly<Record<string, string>>): boolean {
  for (const _ in parts) return true;
  return false;
}

/** Codes are also written in capitals. */
function code(cell: string): string {
  return cell.trim().toLowerCase();
}

function truth(cell: string): unknown {
  const text = code(cell);
  return text === 'true' || (text === 'false' ? false : cell);
}

function quoted(title: string): string {
  return JSON.stringify(title.slice(0, 100));
}
