// What the door costs: how often the store is asked before an operation begins, for each kind of token, cold and warm.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { intercepted } from '../kit/faults.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';
import { makeWorld } from '../kit/world.ts';

let front: Front;
const calls: string[] = [];
beforeAll(async () => {
  const world = await makeWorld();
  const { table, tokens } = world.database;
  // One client for both tables, as in the functions: reads of the same moment travel together whatever table they are in.
  const counted = intercepted(table, async (command, send) => {
    calls.push(command.constructor.name);
    return send(command);
  });
  front = await makeFront({ table: counted, tokens: { ...tokens, db: counted.db } }, world);
});
afterAll(() => front?.world.database.stop());

const definition = { name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };

async function counting(method: string, path: string, token: string): Promise<string[]> {
  calls.length = 0;
  await front.made(method, path, token);
  return [...calls];
}

// Guarantee: a client's token that was seen before is read together with rights and object, in one call; a new one costs one more, a user's token
// that names an object by its id alone two more, and nothing more once it is known whose the object is.
test('calls before an operation', async () => {
  const { user, token: personal } = await front.operate('POST', 'users', { email: newAddress(), password });
  const owned = await front.operate('POST', 'organizations', { name: 'Owned', user });
  const root = await front.operate('POST', 'organizations', { name: 'Root' });
  const costs = async (token: string, path: string) => [
    (await counting('GET', path, token)).length,
    (await counting('GET', path, token)).length,
  ];
  const objectOf = async ({ client, token }: { client: string; token: string }) =>
    `/v1/experiments/${(await front.made('POST', `/v1/clients/${client}/experiments`, token, definition)).id}/suggestions?state=open&limit=0`;
  const own = await objectOf(root);
  const theirs = await objectOf(owned);
  // The list itself is read after the door.
  const list = 1;
  const other = await front.operate('POST', 'organizations', { name: 'Other' });
  const fresh = await objectOf(other);
  for (const [token, path] of [
    [root.token, own],
    [owned.token, theirs],
    [other.token, fresh],
  ] as const)
    expect(await costs(token, path)).toEqual([2 + list, 1 + list]);
  const [cold = 0, warm = 0] = await costs(personal, theirs);
  expect(cold).toBeLessThanOrEqual(4 + list);
  expect(warm).toBe(1 + list);
});
