// The best runs of an experiment through the front door: those behind the best assignments, and no others.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
type Json = any;

let world: World;
let send: Send;
let projects: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  projects = `/v1/clients/${world.context.store.client}/projects`;
  await send('POST', projects, { id: 'p', name: 'P' });
});
afterAll(() => world?.database.stop());

const made = async (path: string, body: object): Promise<Json> => {
  const { status, json } = await send('POST', path, body);
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json;
};

/** An experiment with these metrics, and for each of the rows a run that reports it. */
async function experimentWith(metrics: object[], rows: (Record<string, number> | null)[], more: object = {}) {
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const { id } = await made(`${projects}/p/aiexperiments`, { name: 'e', parameters, metrics, budget: 30, ...more });
  const runs: string[] = [];
  for (const [i, row] of rows.entries()) {
    const run = await made(`/v1/aiexperiments/${id}/training_runs`, {
      name: `${i}`,
      assignments: { x: i / rows.length },
    });
    const values = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, { value }]));
    await send('MERGE', `/v1/training_runs/${run.id}`, { values, state: row ? 'completed' : 'failed' });
    runs.push(run.id);
  }
  return { id, runs };
}

const best = async (id: string): Promise<Json> =>
  (await send('GET', `/v1/aiexperiments/${id}/best_training_runs`)).json;
const names = async (id: string) => (await best(id)).data.map(({ name }: Json) => name);
const loss = { name: 'loss', objective: 'minimize' };

// Guarantee: of one metric it is the run with the best value, shown as the run shows itself; failed, unfinished and archived ones are none.
test('of one metric', async () => {
  const { id, runs } = await experimentWith([loss], [{ loss: 3 }, { loss: 1 }, null, { loss: 2 }]);
  await made(`/v1/aiexperiments/${id}/training_runs`, { name: 'open' });
  const { data, count, paging } = await best(id);
  expect({ count, paging }).toEqual({ count: 1, paging: { before: null, after: null } });
  expect(data).toEqual([(await send('GET', `/v1/training_runs/${runs[1]}`)).json]);
  await send('DELETE', `/v1/training_runs/${runs[1]}`);
  expect(await names(id)).toEqual(['3']);
  await send('PUT', `/v1/training_runs/${runs[1]}`, { deleted: false });
  expect(await names(id)).toEqual(['1']);
  // A run that was moved is still the experiment's.
  await made(projects, { id: 'q', name: 'Q' });
  await send('PUT', `/v1/training_runs/${runs[1]}`, { project: 'q' });
  expect(await names(id)).toEqual(['1']);
});

// Guarantee: of two metrics they are the trade-offs that nothing beats.
test('of two metrics', async () => {
  const rows = [
    { loss: 1, accuracy: 1 },
    { loss: 2, accuracy: 2 },
    { loss: 2, accuracy: 1 },
    { loss: 3, accuracy: 3 },
  ];
  const { id } = await experimentWith([loss, { name: 'accuracy' }], rows);
  expect((await names(id)).toSorted()).toEqual(['0', '1', '3']);
});

// Guarantee: a run that misses a threshold is not the best, however good it is otherwise.
test('with a constraint', async () => {
  const seconds = { name: 'seconds', objective: 'minimize', strategy: 'constraint', threshold: 60 };
  const { id } = await experimentWith(
    [loss, seconds],
    [
      { loss: 1, seconds: 90 },
      { loss: 2, seconds: 50 },
    ],
  );
  expect(await names(id)).toEqual(['1']);
});

test('of nothing', async () => {
  const { id } = await experimentWith([loss], []);
  expect(await best(id)).toMatchObject({ count: 0, data: [] });
  expect((await send('GET', '/v1/aiexperiments/5/best_training_runs')).status).toBe(404);
});
