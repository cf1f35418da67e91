// What each request about a training run writes and reads, counted call by call on the real code: the table of docs/runs.md.
import { type Send, sendAs } from '../../test/kit/door.ts';
import type { World } from '../../test/kit/world.ts';
import { counted, counter } from './counted.ts';

const definition = {
  name: 'ten parameters',
  parameters: Array.from({ length: 10 }, (_, i) => ({ name: `x${i}`, type: 'double', bounds: { min: 0, max: 1 } })),
  metrics: [{ name: 'loss', objective: 'minimize' }],
  parallel_bandwidth: 60,
};
const point = Object.fromEntries(definition.parameters.map(({ name }) => [name, 0.5]));
const end = { state: 'completed', values: { loss: { value: 1 } } };

/** Prints a line for each request; `world` has a client of its own for it. Without the token's read. */
export async function printRequests(world: World): Promise<void> {
  const free = sendAs(world.context);
  const projects = `/v1/clients/${world.context.store.client}/projects`;
  for (const id of ['one', 'two']) await free('POST', projects, { id, name: id });
  const runs = `${projects}/one/training_runs`;
  const experimentWith = async (count: number): Promise<string> => {
    const { id } = (await free('POST', `${projects}/one/aiexperiments`, definition)).json;
    for (let i = 0; i < count; i++) await free('POST', `/v1/aiexperiments/${id}/training_runs`, { name: 'run' });
    return `/v1/aiexperiments/${id}`;
  };
  const count = async (name: string, request: (send: Send) => ReturnType<Send>): Promise<string> => {
    const units = counter();
    const { status, json } = await request(sendAs(counted(world, units)));
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(json)}`);
    console.log(`${name.padEnd(44)} ${units.writes} write units, ${units.reads} read units, ${units.calls} calls`);
    return `/v1/training_runs/${json.id}`;
  };

  const alone = await count('make a run of a project', (send) => send('POST', runs, { name: 'run' }));
  const bodies = Array.from({ length: 1000 }, (_, i) => ({ name: `run ${i}` }));
  await count('1 000 in a batch', (send) => send('POST', `${runs}/batch`, { runs: bodies }));
  await count('fetch', (send) => send('GET', alone));
  await count('change a field', (send) => send('MERGE', alone, { metadata: { a: 1 } }));
  await count('change a log', (send) => send('MERGE', alone, { logs: { stdout: { content: 'x'.repeat(1000) } } }));
  const source = { source_code: { content: 'x'.repeat(10_000) } };
  await count('change 10 kB of source code', (send) => send('MERGE', alone, source));
  const plain = `/v1/training_runs/${(await free('POST', runs, { name: 'run' })).json.id}`;
  await count('a checkpoint', (send) => send('POST', `${plain}/checkpoints`, checkpoint(1)));
  const old = await curveOf(free, runs, 99);
  await count('a hundredth checkpoint', (send) => send('POST', `${old}/checkpoints`, checkpoint(1)));
  await count('advice, alone', (send) => send('GET', `${old}/advice`));
  for (let i = 0; i < 98; i++) await curveOf(free, runs, 30);
  await count('advice, 99 siblings, a curve of 30 each', (send) => send('GET', `${old}/advice`));
  await count('move to another project', (send) => send('PUT', plain, { project: 'two' }));
  await count('archive a run of a project', (send) => send('DELETE', plain));
  await count('restore a run of a project', (send) => send('PUT', plain, { deleted: false }));

  const own = `${await experimentWith(0)}/training_runs`;
  const asked = await count('make a run with a suggestion', (send) => send('POST', own, { name: 'run' }));
  await count('make a run with its own point', (send) => send('POST', own, { name: 'run', assignments: point }));
  const finished = { name: 'run', assignments: point, ...end };
  await count('make a finished run of its own point', (send) => send('POST', own, finished));
  await count('a checkpoint of a run of an experiment', (send) => send('POST', `${asked}/checkpoints`, checkpoint(1)));
  await count('advice on a run of an experiment', (send) => send('GET', `${asked}/advice`));
  await count('end a run of an experiment', (send) => send('MERGE', asked, end));
  await count('archive a run of an experiment', (send) => send('DELETE', asked));
  await count('restore a run of an experiment', (send) => send('PUT', asked, { deleted: false }));
  const large = await experimentWith(51);
  await count('archive an experiment with 51 runs', (send) => send('DELETE', `${large}?include_runs=true`));
}

const checkpoint = (value: number) => ({ values: [{ name: 'loss', value }] });

/** A run with so many checkpoints of one metric. */
async function curveOf(send: Send, runs: string, steps: number): Promise<string> {
  const path = `/v1/training_runs/${(await send('POST', runs, { name: 'run' })).json.id}`;
  for (let i = 0; i < steps; i++) await send('POST', `${path}/checkpoints`, checkpoint(1 / (i + 1)));
  return path;
}
