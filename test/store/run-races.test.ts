// Training runs under races and crashes: an observation is made exactly once, and counters, lists and bill agree with the records throughout.
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectKey } from '../../shared/store/table/keys.ts';
import { query } from '../../shared/store/table/table.ts';
import { usageOfMonth } from '../../shared/store/usage.ts';
import { disagreements } from '../kit/audit.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { crashingAt, type Fault, intercepted, meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let projects: string;

const definition = {
  name: 'AI',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics: [{ name: 'loss', objective: 'minimize' }],
  parallel_bandwidth: 8,
};
const month = '2026-11';

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.database.stop());
beforeEach(async () => {
  world = await makeWorld(world.database);
  send = sendAs(world.context);
  projects = `/v1/clients/${world.context.store.client}/projects`;
  for (const id of ['p', 'q']) await send('POST', projects, { id, name: id });
});

type Run = { readonly id: string; readonly observation: string | null; readonly suggestion: string | null };
const experiment = async (): Promise<string> =>
  (await send('POST', `${projects}/p/aiexperiments`, definition)).json.id as string;
const make = async (id: string, body: object = {}, by: Send = send): Promise<Run> =>
  (await by('POST', `/v1/aiexperiments/${id}/training_runs`, { name: 'run', ...body })).json;
const pathOf = ({ id }: { id: string }) => `/v1/training_runs/${id}`;
const end = { state: 'completed', values: { loss: { value: 1 } } };
const fetched = async (run: { id: string }) => (await send('GET', pathOf(run))).json;

/** Everything that is told in two places is told alike in both. */
async function agree(id: string): Promise<void> {
  expect(await disagreements(world.context, id, month)).toEqual([]);
  const { table, client } = world.context.store;
  for (const project of ['p', 'q']) {
    const items = await query(table, { pk: projectKey(client, project), from: 'RUN#', to: 'RUN#~' });
    const shown = items.filter(({ doc }) => !JSON.parse(doc ?? '').deleted);
    const { training_run_count: count } = (await send('GET', `${projects}/${project}`)).json;
    expect({ project, count }).toEqual({ project, count: shown.length });
    for (const { sk } of items) expect((await fetched({ id: sk.slice(4).replace(/^0+/, '') })).project).toBe(project);
  }
}

/** Somebody else acts just before the first transaction of these requests. */
const interrupted = (action: () => Promise<unknown>): Send =>
  sendAs(world.on(meanwhile(world.service.table, /TransactWrite/, action)));

describe('at the same moment', () => {
  // Guarantee: however many say that a run came to an end, it reports once, and all are answered with that report.
  test('one run ends many times', async () => {
    const id = await experiment();
    const run = await make(id);
    const bodies = Array.from({ length: 8 }, (_, i) => (i % 2 ? end : { state: 'failed' }));
    const answers = await Promise.all(bodies.map((body) => send('MERGE', pathOf(run), body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    expect(new Set(answers.map(({ json }) => json.observation)).size).toBe(1);
    const [usage] = (await usageOfMonth(world.context.store, month)).filter((row) => row.experiment === id);
    expect(usage).toMatchObject({ observations: 1, suggestions: 1 });
    await agree(id);
  });

  // Guarantee: runs that are made together are told to try different things, and all that end together are counted.
  test('many runs are made and end', async () => {
    const id = await experiment();
    const runs = await Promise.all(Array.from({ length: 8 }, () => make(id)));
    expect(new Set(runs.map(({ suggestion }) => suggestion)).size).toBe(8);
    await agree(id);
    const ended = await Promise.all(runs.map((run) => send('MERGE', pathOf(run), end)));
    expect(new Set(ended.map(({ json }) => json.observation)).size).toBe(8);
    await agree(id);
    await Promise.all(
      runs.map((run, i) => send(i % 2 ? 'DELETE' : 'PUT', pathOf(run), i % 2 ? undefined : { deleted: true })),
    );
    await agree(id);
    const back = await Promise.all(runs.map((run) => send('PUT', pathOf(run), { deleted: false })));
    expect(back.map(({ status }) => status)).toEqual(runs.map(() => 200));
    await agree(id);
  });

  // Guarantee: a run that is archived while it ends ends archived, without a report that counts; restored, it has reported.
  test('a run ends and is archived', async () => {
    const id = await experiment();
    const run = await make(id);
    const by = interrupted(() => send('DELETE', pathOf(run)));
    expect((await by('MERGE', pathOf(run), end)).json).toMatchObject({ deleted: true, observation: null });
    await agree(id);
    expect((await send('PUT', pathOf(run), { deleted: false })).json.observation).not.toBe(null);
    await agree(id);
  });

  // Guarantee: a run whose suggestion was deleted meanwhile reports all the same: it was tried.
  test.each(['', '?state=open'])('a run ends and suggestions are deleted (%s)', async (which) => {
    const id = await experiment();
    const run = await make(id);
    const by = interrupted(() => send('DELETE', `/v1/experiments/${id}/suggestions${which}`));
    const { observation } = (await by('MERGE', pathOf(run), end)).json;
    expect((await send('GET', `/v1/experiments/${id}/observations/${observation}`)).json.suggestion).toBe(
      run.suggestion,
    );
    expect((await send('GET', `/v1/experiments/${id}/suggestions`)).json.count).toBe(0);
  });

  // Guarantee: an archived experiment gets no run that was under way.
  test.each([{}, { assignments: { x: 0.5 } }, { assignments: { x: 'no' } }, { assignments: { x: 0.5 }, ...end }])(
    'an experiment is archived and %j made',
    async (body) => {
      const id = await experiment();
      const by = interrupted(() => send('DELETE', `/v1/aiexperiments/${id}`));
      const refused = await by('POST', `/v1/aiexperiments/${id}/training_runs`, { name: 'late', ...body });
      expect(refused).toMatchObject({ status: 400, json: { errors: [{ field: 'state' }] } });
      await agree(id);
      expect((await send('GET', `${projects}/p`)).json.training_run_count).toBe(0);
    },
  );

  // Guarantee: a run that moves while others change and end it is in one project, with every change.
  test('a run moves, changes and ends', async () => {
    const id = await experiment();
    const run = await make(id);
    const bodies: object[] = [{ project: 'q' }, end, { metadata: { a: 1 } }, { project: 'p' }, { metadata: { b: 1 } }];
    const answers = await Promise.all(bodies.map((body) => send('MERGE', pathOf(run), body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    expect(await fetched(run)).toMatchObject({ metadata: { a: 1, b: 1 }, state: 'completed' });
    await agree(id);
  });

  // Guarantee: a run that moves while all runs of its experiment are archived is archived where it went.
  test('a run moves and its experiment is archived with its runs', async () => {
    const id = await experiment();
    const [run, other] = [await make(id), await make(id)];
    let moved = false;
    const table = intercepted(world.service.table, async (command, pass) => {
      const reads = /BatchGet/.test(command.constructor.name) && /#P#p".*RUN#/.test(JSON.stringify(command));
      if (!moved && reads) {
        moved = true;
        await send('MERGE', pathOf(run), { project: 'q' });
      }
      return pass(command);
    });
    await sendAs(world.on(table))('DELETE', `/v1/aiexperiments/${id}?include_runs=true`);
    expect([moved, (await fetched(run)).project]).toEqual([true, 'q']);
    for (const one of [run, other]) expect((await fetched(one)).deleted).toBe(true);
    await agree(id);
  });

  // Guarantee: all observations deleted while a run is archived or restored: nothing counts below zero, nothing comes back.
  test.each([true, false])('a run turns (deleted: %s) and all observations are deleted', async (deleted) => {
    const id = await experiment();
    const run = (await send('MERGE', pathOf(await make(id)), end)).json;
    if (!deleted) await send('DELETE', pathOf(run));
    const by = interrupted(() => send('DELETE', `/v1/experiments/${id}/observations`));
    expect((await by('PUT', pathOf(run), { deleted })).json.deleted).toBe(deleted);
    const { count, data } = (await send('GET', `/v1/experiments/${id}/observations`)).json;
    expect({ count, data }).toEqual({ count: 0, data: [] });
  });
});

// ---- crashes ----------------------------------------------------------------------------------------------------------------
type Verb = (by: Send, id: string) => Promise<unknown>;
const prepared = async (id: string, ...bodies: object[]): Promise<Run> => {
  const run = await make(id);
  for (const body of bodies) await send('MERGE', pathOf(run), body);
  return run;
};
const verbs: Record<string, (id: string) => Promise<Verb>> = {
  'make a run': async () => (by, id) => make(id, {}, by),
  'make a run of its own point': async () => (by, id) => make(id, { assignments: { x: 0.3 } }, by),
  'make a finished run': async () => (by, id) => make(id, { assignments: { x: 0.3 }, ...end }, by),
  'make a run of no point': async () => (by, id) => make(id, { assignments: { x: 'none' } }, by),
  'end a run': async (id) => {
    const run = await prepared(id);
    return (by) => by('MERGE', pathOf(run), end);
  },
  'move a run as it ends': async (id) => {
    const run = await prepared(id);
    return (by) => by('MERGE', pathOf(run), { ...end, project: 'q' });
  },
  'archive a run': async (id) => {
    const run = await prepared(id, end);
    return (by) => by('DELETE', pathOf(run));
  },
  'archive an experiment with its runs': async (id) => {
    await prepared(id, end);
    await prepared(id);
    await prepared(id, { project: 'q' }, end);
    return (by) => by('DELETE', `/v1/aiexperiments/${id}?include_runs=true`);
  },
  'restore a run': async (id) => {
    const run = await prepared(id, end, { deleted: true });
    return (by) => by('PUT', pathOf(run), { deleted: false });
  },
  'restore a run that owes a report': async (id) => {
    const run = await prepared(id, { deleted: true }, end);
    return (by) => by('PUT', pathOf(run), { deleted: false });
  },
};

const fragile = (write: number, fault: Fault): Send => sendAs(world.on(crashingAt(world.service.table, write, fault)));

describe.each(Object.keys(verbs))('a crash while one wants to %s', (name) => {
  // Guarantee: before a write is done or after it, at any of the writes: everything agrees at once, and after the client's repetition.
  test.each(['before', 'after'] as const)('%s a write is done', async (fault) => {
    for (let n = 1; ; n++) {
      const id = await experiment();
      const verb = (await verbs[name]?.(id)) as Verb;
      const crashed = await verb(fragile(n, fault), id).then(
        () => false,
        () => true,
      );
      await agree(id);
      if (!crashed) return expect(n).toBeGreaterThan(1);
      await verb(send, id);
      await agree(id);
    }
  });
});

// ---- any history ------------------------------------------------------------------------------------------------------------
type Move = (by: Send, id: string, run: Run | undefined) => Promise<unknown>;
const on =
  (method: string, body?: object): Move =>
  async (by, _, run) =>
    run && by(method, pathOf(run), body);
const moves: Record<string, Move> = {
  ask: (by, id) => make(id, {}, by),
  own: (by, id) => make(id, { assignments: { x: 0.7 } }, by),
  bad: (by, id) => make(id, { assignments: { x: 'none' } }, by),
  done: (by, id) => make(id, { assignments: { x: 0.2 }, ...end }, by),
  end: on('MERGE', end),
  fail: on('MERGE', { state: 'failed' }),
  again: on('PUT', { state: 'active' }),
  archive: on('DELETE'),
  restore: on('PUT', { deleted: false }),
  both: on('PUT', { deleted: false, ...end }),
  gone: on('MERGE', { deleted: true, state: 'failed' }),
  away: on('MERGE', { project: 'q' }),
  back: on('MERGE', { project: 'p' }),
};
const steps = fc.array(
  fc.record({
    name: fc.constantFrom(...Object.keys(moves)),
    which: fc.nat(3),
    crash: fc.option(fc.record({ write: fc.constant(1), fault: fc.constantFrom('before', 'after') }), { freq: 3 }),
  }),
  { minLength: 4, maxLength: 10 },
);

// Law: after any history of runs, with crashes and repetitions, counters, suggestions, observations, projects and bill are what the records say.
test('any history agrees', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const id = await experiment();
      for (const { name, which, crash } of history) {
        const pointers = await query(world.context.store.table, {
          ...{ pk: `C#${world.context.store.client}#E#${id}`, from: 'RUN#', to: 'RUN#~' },
        });
        const sk = pointers.at(which % Math.max(1, pointers.length))?.sk;
        const run = sk ? await fetched({ id: sk.slice(4).replace(/^0+/, '') }) : undefined;
        const move = moves[name] as Move;
        const by = crash ? fragile(crash.write, crash.fault as Fault) : send;
        await move(by, id, run).catch(() => move(send, id, run));
      }
      await agree(id);
    }),
    { numRuns: 6 },
  );
});
