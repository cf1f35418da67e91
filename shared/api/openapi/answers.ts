// The answers a row may give: its success, and every refusal that follows from what the row is.
import * as z from 'zod';
import type { Route } from '../route.ts';
import { type Components, field, type JsonSchema, jsonSchema, withReferences } from './json-schema.ts';
import { linksOf } from './links.ts';
import { variablesOf } from './wording.ts';

/** What each refusal means; the body's `message` says what it was. */
const refusals = {
  301: 'The experiment is made of runs: `Location` says where it is.',
  400: 'The request is not valid. `message` says what is wrong, `errors` names each field with its rule and the way out. Nothing was done.',
  401: 'There is no token.',
  403: 'The token is unknown, revoked or expired, or may not do this. `token_status` says which.',
  404: 'There is no such object, or it belongs to another client; the two are answered alike.',
  409: 'Something that is there already stands in the way.',
  422: 'The request is right and cannot be served in the present state of things.',
  429: 'Busy, or a limit was reached. Send the same request again after the seconds in `Retry-After`.',
} as const;

type Refusal = keyof typeof refusals;

/** What a row may be refused with. An open row reads nothing but its own path and query. */
export function refusalsOf(row: Route): readonly Refusal[] {
  if (row.kind === undefined && row.level === 'none') return [400, 429];
  const own = row.refuses ?? [];
  const byId: readonly Refusal[] = variablesOf(row.path).length > 0 || row.kind === 'operator' ? [404] : [];
  return [400, 401, 403, ...byId, ...own, 429];
}

const problemReference = { $ref: '#/components/schemas/Problem' } as const;

export function answersOf(row: Route, routes: readonly Route[], components: Components): JsonSchema {
  const links = linksOf(row, routes);
  return {
    200: {
      description: 'Done.',
      headers: requestId,
      content: row.method === 'HEAD' ? {} : contentOf(row.reply, components),
      ...(Object.keys(links).length > 0 ? { links } : {}),
    },
    204: { description: 'Done; the header `X-Response-Content: skip` asked for no body.', headers: requestId },
    ...Object.fromEntries(refusalsOf(row).map((status) => [status, { $ref: `#/components/responses/${status}` }])),
  };
}

/** By media type: JSON, or what a schema of something else says of itself. */
function contentOf(reply: z.ZodType, components: Components): JsonSchema {
  const options = reply instanceof z.ZodUnion ? reply.options : [reply];
  return Object.fromEntries(
    options.map((option): [string, JsonSchema] => {
      const schema = jsonSchema(option as z.ZodType, 'input');
      const contentType = field(schema, 'properties', 'raw', 'properties', 'contentType', 'const');
      if (typeof contentType === 'string') return [mediaType(contentType), { schema: { type: 'string' } }];
      return ['application/json', { schema: withReferences(schema, components) }];
    }),
  );
}

const mediaType = (contentType: string): string => contentType.split(';')[0] ?? contentType;

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } } as const;

const own: Partial<Record<Refusal, JsonSchema>> = {
  301: { Location: { description: 'Its path.', schema: { type: 'string' } } },
  401: { 'WWW-Authenticate': { description: 'How to send a token.', schema: { type: 'string' } } },
  429: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
};

export const refusalComponents = (): JsonSchema =>
  Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [
      status,
      {
        description,
        headers: { ...requestId, ...own[Number(status) as Refusal] },
        content: { 'application/json': { schema: problemReference } },
      },
    ]),
  );
