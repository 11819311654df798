// The JSON Schema of the configuration, read beside data: which keys an object may have, and where references may stand.
import { z } from 'zod';
import type { ConfigPath } from './faults.ts';
import { installation, institution } from './schema.ts';

export type ReferenceKind = 'secret' | 'text';

/** The parts of JSON Schema (2020-12) that the configuration's own schema uses. */
export interface Outline {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Outline>>;
  readonly additionalProperties?: Outline | boolean;
  readonly items?: Outline;
  readonly anyOf?: readonly Outline[];
  readonly oneOf?: readonly Outline[];
  readonly 'x-reference'?: ReferenceKind;
}

export const installationOutline = outline(installation);
export const institutionOutline = outline(institution);

function outline(schema: z.ZodType): Outline {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as Outline;
}

/** Keys that the object at a path may have. */
export function knownKeys(root: Outline, data: unknown, path: ConfigPath): readonly string[] {
  const found = at(root, data, path);
  return [...new Set(found.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

export interface TextFound {
  readonly path: ConfigPath;
  readonly text: string;
  readonly reference: ReferenceKind | undefined;
}

/** Every text of the data that the schema has a place for. */
export function* texts(root: Outline, data: unknown): Generator<TextFound> {
  yield* textsIn([root], data, []);
}

function* textsIn(schemas: readonly Outline[], data: unknown, path: ConfigPath): Generator<TextFound> {
  const fitting = schemas.flatMap((schema) => branches(schema, data));
  if (fitting.length === 0) return;
  if (typeof data === 'string') {
    yield {
      path,
      text: data,
      reference: fitting.map((schema) => schema['x-reference']).find((kind) => kind !== undefined),
    };
  } else if (typeof data === 'object' && data !== null) {
    const isList = Array.isArray(data);
    for (const [key, value] of Object.entries(data)) {
      const step = isList ? Number(key) : key;
      yield* textsIn(
        fitting.flatMap((schema) => child(schema, step)),
        value,
        [...path, step],
      );
    }
  }
}

function at(root: Outline, data: unknown, path: ConfigPath): readonly Outline[] {
  let schemas = branches(root, data);
  let value = data;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
    const inner = value;
    schemas = schemas.flatMap((schema) => child(schema, step)).flatMap((schema) => branches(schema, inner));
  }
  return schemas;
}

function child(schema: Outline, step: string | number): readonly Outline[] {
  if (typeof step === 'number') return schema.items === undefined ? [] : [schema.items];
  const { properties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, step)) return [properties[step] ?? {}];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

/** The alternatives of a schema that the data may be meant as: of the same type, and with the same discriminators. */
function branches(schema: Outline, data: unknown): readonly Outline[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  const own = schema['x-reference'];
  if (alternatives !== undefined) {
    const found = alternatives.flatMap((alternative) => branches(alternative, data));
    return own === undefined ? found : found.map((alternative) => ({ ...alternative, 'x-reference': own }));
  }
  return fits(schema, data) ? [schema] : [];
}

function fits(schema: Outline, data: unknown): boolean {
  if (schema.type === 'object') {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
    return Object.entries(schema.properties ?? {}).every(([key, property]) => {
      const value = (data as Record<string, unknown>)[key];
      if (value === undefined) return true;
      // A kind may have two names.
      if (key === 'kind' && property.enum !== undefined) return property.enum.includes(value);
      return property.const === undefined || value === property.const;
    });
  }
  if (schema.type === 'array') return Array.isArray(data);
  return schema.type !== 'string' || typeof data === 'string';
}
