// Where an answer leads: from what a request made to the routes that fetch, change and delete it, and to all that lies below it.
import type * as z from 'zod';
import type { Route } from '../route.ts';
import { field, type JsonSchema, jsonSchema } from './json-schema.ts';
import { operationId, variablesOf } from './wording.ts';

/** Links of the 200 of a POST; empty where its answer is no object with an id. */
export function linksOf(row: Route, routes: readonly Route[]): JsonSchema {
  const name = row.method === 'POST' ? madeBy(row.reply) : null;
  const made = name === null ? undefined : variableOf(name, row.path, routes);
  if (made === undefined) return {};
  const known = variablesOf(row.path);
  const targets = routes.filter(({ method, path }) => {
    const variables = variablesOf(path);
    return (
      method !== 'MERGE' && variables.includes(made) && variables.every((each) => each === made || known.includes(each))
    );
  });
  return Object.fromEntries(targets.map((target) => [operationId(target), linkTo(target, made)]));
}

/** What paths call an object of this type that was made at `path`: what comes right below it, else a variable of its name or of its last word. */
function variableOf(name: string, path: string, routes: readonly Route[]): string | undefined {
  const below = routes.map((row) => row.path).find((other) => other.startsWith(`${path}/{`));
  const all = [...new Set(routes.flatMap((row) => variablesOf(row.path)))];
  const found = below === undefined ? undefined : variablesOf(below.slice(path.length))[0];
  return [found, name, name.split('_').at(-1)].find((variable) => variable !== undefined && all.includes(variable));
}

const linkTo = (target: Route, made: string): JsonSchema => ({
  operationId: operationId(target),
  parameters: Object.fromEntries(
    variablesOf(target.path).map((name) => [name, name === made ? '$response.body#/id' : `$request.path.${name}`]),
  ),
});

/** The type's name of an answer that has an id. */
function madeBy(reply: z.ZodType): string | null {
  const { properties } = jsonSchema(reply, 'input');
  const name = field(properties, 'object', 'const');
  return typeof name === 'string' && field(properties, 'id') !== undefined ? name : null;
}
