// One row of the route table as an OpenAPI operation: names, parameters, body, answers, and who may call it.
import type * as z from 'zod';
import { shapeOf } from '../match.ts';
import type { Route } from '../route.ts';
import { answersOf } from './answers.ts';
import { type Components, field, type JsonSchema, jsonSchema, withReferences } from './json-schema.ts';
import { operationId, summaryOf, tagOf, variablesOf } from './wording.ts';

/** Named schemas go to `components`; `routes` are those that links may lead to. */
export function operationOf(row: Route, routes: readonly Route[], components: Components): JsonSchema {
  return {
    operationId: operationId(row),
    summary: summaryOf(row),
    description: permissionOf(row),
    tags: [tagOf(row)],
    security: securityOf(row),
    parameters: parametersOf(row),
    ...bodyOf(row, components),
    responses: answersOf(row, routes, components),
  };
}

const tokens = [{ basic: [] }, { bearer: [] }];

function securityOf({ kind, level }: Route): readonly JsonSchema[] {
  if (level === 'none') return kind === 'visitor' ? [{}, ...tokens] : [];
  return kind === 'operator' ? [{ operator: [] }] : tokens;
}

function permissionOf({ kind, level, personOnly }: Route): string {
  if (level === 'none') return 'Needs no token.';
  if (kind === 'operator')
    return "Needs the operator's token; the path exists only in deployments with the operator's door.";
  const whose = personOnly ? "a user's own token" : 'any valid token';
  if (level === 'caller') return `Needs ${whose}.`;
  return `Needs the permission \`${level}\`${personOnly ? " and a user's own token" : ''}.`;
}

const parametersOf = (row: Route): readonly JsonSchema[] => [
  ...variablesOf(row.path).map(pathParameter),
  ...('query' in row ? queryParameters(row.query) : []),
  { $ref: '#/components/parameters/X-Response-Content' },
];

const pathParameter = (name: string): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: shapeOf(name).source },
  description: name === 'token' ? 'The token, or `self` for the one of the request.' : `The \`id\` of the ${name}.`,
});

/** A query arrives as text: the schema's output says what it means, its input which parameters may be left out. */
function queryParameters(query: z.ZodType): readonly JsonSchema[] {
  const { properties = {} } = jsonSchema(query, 'output');
  const { required } = jsonSchema(query, 'input');
  return Object.entries(properties as JsonSchema).map(([name, schema]) => ({
    name,
    in: 'query',
    required: Array.isArray(required) && required.includes(name),
    schema,
    ...(field(schema, 'type') === 'array' ? { style: 'form', explode: false } : {}),
    ...(field(schema, 'description') ? { description: field(schema, 'description') } : {}),
  }));
}

/** Rows whose body is empty have none to describe. */
function bodyOf(row: Route, components: Components): JsonSchema {
  if (!('body' in row) || row.method === 'GET' || row.method === 'DELETE') return {};
  const schema = jsonSchema(row.body, 'input');
  if (Object.keys(field(schema, 'properties') ?? {}).length === 0) return {};
  const { examples: _, ...rest } = schema;
  const required = !row.body.safeParse({}).success;
  const given = requestExamples(row);
  const example = given.length > 0 ? { examples: named(given) } : {};
  return {
    requestBody: {
      required,
      content: { 'application/json': { schema: withReferences(rest, components), ...example } },
    },
  };
}

/** Bodies that work. Not from the JSON Schema: zod leaves examples out where a part of the schema transforms what it reads. */
export function requestExamples(row: Route): readonly unknown[] {
  const { examples } = ('body' in row && row.body.meta()) || {};
  return Array.isArray(examples) ? examples : [];
}

const named = (examples: readonly unknown[]): JsonSchema =>
  Object.fromEntries(examples.map((value, i) => [`example${i + 1}`, { value }]));
