// The OpenAPI document: it is whole by itself, it says of every row what the row is, and its examples are what the service takes.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../../shared/api/openapi/document.ts';
import { docsPage } from '../../../shared/api/openapi/page.ts';
import { operationId } from '../../../shared/api/openapi/wording.ts';
import { route } from '../../../shared/api/route.ts';
import { routes, routesOf } from '../../../shared/api/routes.ts';

const facts = { version: '1.2.3', commit: 'abc' };
const table = routesOf({ operator: true });
// biome-ignore lint/suspicious/noExplicitAny: the document is looked into by tests, which say what they expect.
const document: any = JSON.parse(JSON.stringify(openApiDocument(table, facts)));

const keyOf = (method: string) => (method === 'MERGE' ? 'x-merge' : method.toLowerCase());
const rows = table.map((row) => [`${row.method} ${row.path}`, row] as const);

/** Every value below `key`, wherever it stands. */
function* valuesOf(key: string, value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name === key) yield child;
    yield* valuesOf(key, child);
  }
}

// A row cannot be in the service and missing in the document, nor the other way round.
test('the document has the rows of the table and no others', () => {
  const told = Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((key) => `${key} ${path}`),
  );
  expect(told.sort()).toEqual(table.map(({ method, path }) => `${keyOf(method)} ${path}`).sort());
});

// The operator's door is told of where it is, and nowhere else.
test('a deployment without the operator has a document without', () => {
  const plain = JSON.stringify(openApiDocument(routes, facts));
  expect(plain).not.toContain('/v1/operator');
  expect(JSON.stringify(document)).toContain('/v1/operator/users');
});

// Readers follow references and links; none leads nowhere.
test('every reference and every link leads somewhere', () => {
  for (const reference of valuesOf('$ref', document)) {
    const [, ...path] = String(reference).split('/');
    expect(
      path.reduce((at, name) => at?.[name], document),
      String(reference),
    ).toBeDefined();
  }
  const ids = table.map(operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...valuesOf('links', document)].flatMap((each) =>
    Object.values(each as Record<string, { operationId: string }>),
  );
  expect(links.length).toBeGreaterThan(30);
  for (const link of links) expect(ids).toContain(link.operationId);
});

describe.each(rows)('%s', (_name, row) => {
  const operation = document.paths[row.path][keyOf(row.method)];

  // What a person reads in a list of routes: a summary of its own words, and who may call.
  test('is described', () => {
    expect(operation.summary).toMatch(/^[A-Z].{3,}/);
    expect(operation.description).toMatch(/^Needs /);
    expect(operation.security).toEqual(
      row.level === 'none' && row.kind === undefined ? [] : expect.arrayContaining([expect.anything()]),
    );
    const named = operation.parameters
      .filter((each: { in?: string }) => each.in === 'path')
      .map(({ name }: { name: string }) => name);
    expect(named).toEqual([...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  });

  // An example is a request that the route's own schema takes.
  test('has examples that are valid', () => {
    const content = operation.requestBody?.content['application/json'];
    for (const { value } of Object.values<{ value: unknown }>(content?.examples ?? {})) {
      expect('body' in row && row.body.safeParse(value)).toMatchObject({ success: true });
    }
  });
});

// The requests that a newcomer writes first are shown by example.
test.each(['/v1/experiments', '/v1/experiments/{experiment}/suggestions', '/v1/experiments/{experiment}/observations'])(
  'POST %s has an example',
  (path) => {
    const { examples } = document.paths[path].post.requestBody.content['application/json'];
    expect(Object.keys(examples).length).toBeGreaterThan(0);
  },
);

// What a schema reads besides stands beside what it is; what a query means, and not that it is text, is told.
test('schemas are told as they are on the wire', () => {
  const parameters: { name: string; schema: object }[] = document.paths['/v1/experiments'].get.parameters;
  const schemaOf = (name: string) => parameters.find((each) => each.name === name)?.schema;
  expect(schemaOf('limit')).toEqual({ type: 'integer', minimum: 0, maximum: 1000 });
  expect(schemaOf('ascending')).toEqual({ anyOf: [{ type: 'boolean' }, { enum: [0, 1, '0', '1'] }] });
});

// A row may be any shape of route; one with MERGE is told beside the methods that OpenAPI knows.
test('MERGE has a place', () => {
  const row = route({
    ...{ method: 'MERGE', path: '/v1/things/{thing}', group: 'experiments', level: 'write' },
    load: async () => null,
    query: z.object({}),
    body: z.object({ name: z.string() }),
    reply: z.object({}),
    run: async () => ({}),
  });
  const { paths } = openApiDocument([row], facts);
  expect(paths).toMatchObject({ '/v1/things/{thing}': { 'x-merge': { requestBody: { required: true } } } });
});

// The page loads nothing from anywhere else, and its policy would not let it.
test('the page is ours alone', () => {
  const { text, headers } = docsPage({ ...facts, routes, readBeside: () => '' }).raw;
  expect(text).not.toMatch(/https?:\/\//);
  expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
});
