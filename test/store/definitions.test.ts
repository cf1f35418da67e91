// The definitions that the documentation gives to begin with: each is accepted as it stands there, and its loop runs.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const text = readFileSync(new URL('../../docs/definitions.md', import.meta.url), 'utf8');
const bodies = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, body]) => JSON.parse(body ?? ''));

// Guarantee: what a user pastes from the page works, through the door, from the first ask to the best assignments.
test.each(bodies.map((body) => [body.name, body]))('%s', async (_, body) => {
  const send = sendAs(world.context);
  const { status, json } = await send('POST', '/v1/experiments', body);
  expect({ status, message: json.message }).toEqual({ status: 200, message: undefined });
  for (let i = 0; i < 8; i++) {
    const suggestion = (await send('POST', `/v1/experiments/${json.id}/suggestions`, {})).json;
    const values = body.metrics.map(({ name }: { name: string }, k: number) => ({ name, value: i + k }));
    const report = { suggestion: suggestion.id, values };
    expect((await send('POST', `/v1/experiments/${json.id}/observations`, report)).status).toBe(200);
  }
  expect((await send('GET', `/v1/experiments/${json.id}/best_assignments`)).status).toBe(200);
});

test('there are definitions', () => expect(bodies.length).toBeGreaterThan(4));
