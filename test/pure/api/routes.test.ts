// The route table as the door uses it: every row can be found by its own path, and every answer has fields to choose from.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkFields } from '../../../shared/api/fields.ts';
import { makeMatcher } from '../../../shared/api/match.ts';
import { routes } from '../../../shared/api/routes.ts';

const rows = routes.map((row) => [`${row.method} ${row.path}`, row] as const);
const match = makeMatcher(routes);

describe.each(rows)('%s', (_name, row) => {
  // A path made of the row is found as this row, with each variable's value; no other row hides it.
  test('is found', () => {
    const values = Object.fromEntries(
      [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = ''], i) => [name, String(i + 17)]),
    );
    const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
    const found = match(row.method, path);
    expect(found.route).toBe(row);
    expect(found.values).toEqual(values);
  });

  // `fields` knows what the answer's schema holds: `object` is in every object of the contract, and no answer has a field of this name.
  test('knows its fields', () => {
    const shape = row.reply instanceof z.ZodObject ? Object.keys(row.reply.shape) : ['object'];
    if (shape.includes('object')) expect(() => checkFields(['object'], row.reply)).not.toThrow();
    expect(() => checkFields(['no_such_field'], row.reply)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

// No two rows answer the same method and path.
test('rows are distinct', () => {
  const places = rows.map(([name]) => name.replace(/\{\w+\}/g, '{}'));
  expect(new Set(places).size).toBe(places.length);
});
