// What a list of training runs reads and how long it takes, filter by filter: ten thousand runs of one project, on the real code and a real database.
import { newRun } from '../../shared/domain/runs/run.ts';
import { newContents } from '../../shared/domain/runs/run-change.ts';
import { runPuts } from '../../shared/store/runs/runs.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { sendAs } from '../../test/kit/door.ts';
import { makeWorld, type World } from '../../test/kit/world.ts';
import { machine } from '../machine.ts';
import { readNothing } from '../options.ts';
import { counted, counter } from './counted.ts';
import { printRequests } from './run-requests.ts';

const many = 10_000;
/** Runs of each experiment; most runs are of none. */
const ofOne = 100;
const experiments = 20;
/** One run in so many has long texts. */
const withTexts = 10;
const rounds = 5;

export async function run(argv: readonly string[]): Promise<void> {
  readNothing(argv);
  const world = await makeWorld();
  try {
    console.log(machine());
    await printRequests(await makeWorld(world.database));
    const last = await fill(world);
    console.log(
      `${many} runs in one project, one a minute; ${experiments} experiments of ${ofOne} runs each; every ${withTexts}th with source code and a log`,
    );
    const project = `/v1/clients/${world.context.store.client}/projects/p/training_runs`;
    const where = (field: string, operator: string, value: unknown) => ({ field, operator, value });
    const filtered = (...filters: object[]) => `filters=${encodeURIComponent(JSON.stringify(filters))}`;
    await measure(world, 'everything, newest 100', `${project}?limit=100`);
    await measure(world, 'everything, newest 1000', project);
    await measure(world, 'id ==', `${project}?${filtered(where('id', '==', last.id))}`);
    await measure(
      world,
      'created in the last day',
      `${project}?${filtered(where('created', '>', last.created - 86_400))}`,
    );
    await measure(world, `experiment ==, ${ofOne} runs`, `${project}?${filtered(where('experiment', '==', '1'))}`);
    await measure(
      world,
      'state ==, by value, best 100',
      `${project}?limit=100&sort=values.loss.value&ascending=true&${filtered(where('state', '==', 'completed'))}`,
    );
    await measure(
      world,
      'logs.stdout.content ==',
      `${project}?limit=100&${filtered(where('logs.stdout.content', '==', 'no'))}`,
    );
  } finally {
    world.database.stop();
  }
}

/** The newest run. */
async function fill(world: World): Promise<{ id: string; created: number }> {
  const { store } = world.context;
  await sendAs(world.context)('POST', `/v1/clients/${store.client}/projects`, { id: 'p', name: 'P' });
  let last = { id: '', created: 0 };
  for (let i = 0; i < many; i += 250) {
    const puts = Array.from({ length: 250 }, (_, j) => {
      world.clock.now += 60_000;
      const { fields, texts } = newContents(bodyOf(i + j));
      const experiment = i + j < experiments * ofOne ? String(1 + Math.floor((i + j) / ofOne)) : null;
      const made = { client: store.client, project: 'p', experiment, user: null, development: false };
      const created = Math.floor(world.context.now() / 1000);
      const run = newRun({ ...made, id: store.nextId(), created }, fields, texts);
      last = { id: run.id, created };
      return runPuts(run, texts).map((put) => ({ put }));
    });
    await writeMany(store.table, puts.flat());
  }
  return last;
}

const bodyOf = (i: number) => ({
  name: `run ${i}`,
  state: i % 7 === 0 ? ('failed' as const) : ('completed' as const),
  assignments: Object.fromEntries(Array.from({ length: 10 }, (_, p) => [`parameter_${p}`, (i * (p + 1)) % 97])),
  values: { loss: { value: (i * 31) % 1009 }, accuracy: { value: i / many }, seconds: { value: i % 60 } },
  metadata: { host: `worker-${i % 8}`, dataset: 'digits', seed: i },
  model: { type: 'gradient boosting' },
  ...(i % withTexts === 0
    ? { source_code: { content: 'x'.repeat(4000) }, logs: { stdout: { content: 'y'.repeat(1000) } } }
    : {}),
});

async function measure(world: World, name: string, path: string): Promise<void> {
  const units = counter();
  const send = sendAs(counted(world, units));
  const times: number[] = [];
  let count = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const { json } = await send('GET', path);
    times.push(performance.now() - start);
    count = json.count;
  }
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1000 / rounds;
  const middle = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const [reads, calls] = [units.reads / rounds, units.calls / rounds];
  console.log(
    `${name.padEnd(30)} ${String(count).padStart(6)} runs  ${reads.toFixed(1).padStart(8)} read units in ${String(calls).padStart(3)} calls  ${middle.toFixed(0).padStart(5)} ms, ${processor.toFixed(0).padStart(4)} ms of this processor`,
  );
}
