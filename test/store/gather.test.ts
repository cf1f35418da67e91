// Reads that travel together: each gets its own items, in few calls.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putItem } from '../../shared/store/table/single.ts';
import { get, getMany, type Table } from '../../shared/store/table/table.ts';
import { type Database, startDatabase } from '../kit/database.ts';
import { intercepted } from '../kit/faults.ts';

let database: Database;

beforeAll(async () => {
  database = await startDatabase();
  for (let i = 0; i < 150; i++) await putItem(database.table, item(i, 'cairn'));
  for (let i = 0; i < 5; i++) await putItem(database.tokens, item(i, 'tokens'));
});

afterAll(() => database.stop());

const key = (i: number) => ({ pk: `P#${i % 3}`, sk: `S#${i}` });
const item = (i: number, table: string) => ({ ...key(i), doc: `${table} ${i}` });

/** Both tables over one connection whose calls are counted. */
function counted(): { table: Table; tokens: Table; calls: string[] } {
  const calls: string[] = [];
  const table = intercepted(database.table, (command, send) => {
    calls.push(command.constructor.name);
    return send(command);
  });
  return { table, tokens: { ...table, name: database.tokens.name }, calls };
}

// A token and the experiment that its request names cost one call, though neither reader knows of the other.
test('reads of one moment are one call, over tables', async () => {
  const { table, tokens, calls } = counted();
  const [token, many] = await Promise.all([get(tokens, key(1)), getMany(table, [key(1), key(2)])]);
  expect(token?.doc).toBe('tokens 1');
  expect(many.map((found) => found?.doc)).toEqual(['cairn 1', 'cairn 2']);
  expect(calls).toEqual(['BatchGetItemCommand']);
});

// A read after another one is a call of its own: it must see what was written in between.
test('a later read is not answered by an earlier one', async () => {
  const { table, calls } = counted();
  await get(table, key(1));
  await get(table, key(1));
  expect(calls).toEqual(['GetItemCommand', 'GetItemCommand']);
});

// Whoever reads whatever at the same time: each gets what it asked for in its order, missing items as null, however many there are.
test('everybody gets their own items', async () => {
  const reader = fc.record({ tokens: fc.boolean(), keys: fc.array(fc.nat(200), { maxLength: 160 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(reader, { minLength: 1, maxLength: 4 }), async (readers) => {
      const { table, tokens } = counted();
      const found = await Promise.all(readers.map((r) => getMany(r.tokens ? tokens : table, r.keys.map(key))));
      for (const [i, r] of readers.entries()) {
        const [name, size] = r.tokens ? ['tokens', 5] : ['cairn', 150];
        expect(found[i]?.map((each) => each?.doc ?? null)).toEqual(
          r.keys.map((k) => (k < size ? `${name} ${k}` : null)),
        );
      }
    }),
    { numRuns: 30 },
  );
});
