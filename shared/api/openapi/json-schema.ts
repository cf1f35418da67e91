// Zod schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1; objects that name their type become components.
import * as z from 'zod';

/** A JSON Schema, as far as the generator looks into one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Named schemas of the document, filled while its operations are described. */
export type Components = Map<string, JsonSchema>;

/**
 * `input`: what a client may send and what an answer holds. `output`: what a text in a query means, e.g. an integer.
 * A schema says what it reads besides, as `also` in its metadata: other JSON Schemas.
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema,
    '~standard': _,
    ...made
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: here }) => addAlternatives(here),
  }) as Record<string, unknown>;
  return made;
}

function addAlternatives(here: Record<string, unknown>): void {
  const { also, description, default: usual, ...rest } = here;
  if (!Array.isArray(also)) return;
  for (const key of Object.keys(here)) delete here[key];
  Object.assign(here, { anyOf: [rest, ...also] });
  if (description !== undefined) here['description'] = description;
  if (usual !== undefined) here['default'] = usual;
}

/** The schema with each object that has a type's name (`object: 'experiment'`) put among the components, and a reference in its place. */
export function withReferences(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((element) => withReferences(element, components));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, withReferences(child, components)]),
  );
  const name = typeName(inner);
  return name === null ? inner : { $ref: `#/components/schemas/${placed(name, inner, components)}` };
}

/** `training_run` is `TrainingRun`. A page has no name of its own: it is what it holds. */
function typeName({ type, properties }: JsonSchema): string | null {
  const object = type === 'object' ? field(properties, 'object', 'const') : null;
  if (typeof object !== 'string' || object === 'pagination') return null;
  return object.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Two schemas with one type's name, which differ, stand side by side. */
function placed(name: string, schema: JsonSchema, components: Components, number = 1): string {
  const key = number === 1 ? name : `${name}${number}`;
  const known = components.get(key);
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) return placed(name, schema, components, number + 1);
  components.set(key, schema);
  return key;
}

/** A member of a member of a value; undefined where there is none. */
export const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, name)?.value : undefined,
    value,
  );
