// The engine on its own gives the answers of the service: whoever leaves goes on where the service stopped.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../shared/domain/definition/definition-create.ts';
import { makeStudy, type Study } from '../../shared/engine/study.ts';
import type { Assignments, Problem } from '../../shared/engine/types.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { seedOf } from '../../shared/operations/optimizer/problem.ts';
import { ask, newExperiment, report } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const budget = 40;
const body: ExperimentInput = {
  name: 'to be left',
  parameters: [
    { name: 'rate', type: 'double', bounds: { min: 1e-4, max: 1 }, transformation: 'log' },
    { name: 'depth', type: 'int', bounds: { min: 1, max: 12 } },
    { name: 'loss', type: 'categorical', categorical_values: ['squared', 'absolute', 'huber'] },
  ],
  metrics: [{ name: 'accuracy', objective: 'maximize' }],
  observation_budget: budget,
};
/** In the order in which the API lists parameters, by name: the order is part of what decides. */
const problem: Problem = {
  parameters: [
    { kind: 'int', name: 'depth', min: 1, max: 12, log: false, when: [] },
    { kind: 'categorical', name: 'loss', values: ['squared', 'absolute', 'huber'], when: [] },
    { kind: 'double', name: 'rate', min: 1e-4, max: 1, log: true, when: [] },
  ],
};

/** Null where it fails. */
function accuracy({ rate, depth, loss }: Assignments): number | null {
  if (Number(depth) > 10) return null;
  return (
    1 - 0.05 * (Math.log10(Number(rate)) + 2) ** 2 - 0.01 * (Number(depth) - 6) ** 2 - (loss === 'huber' ? 0 : 0.1)
  );
}

/** What is to be minimised. */
const negated = (value: number | null): number | null => (value === null ? null : -value);

/** Ask, report, and the optimizer at work before the next ask, as it is when evaluations take longer than a fit. */
async function serve(id: string): Promise<Assignments> {
  const { id: suggestion, assignments } = await ask(world.context, id);
  await report(world.context, id, suggestion, accuracy(assignments));
  await optimize(world.service, { client: world.context.store.client, experiment: id });
  return assignments;
}

const tell = (study: Study, x: Assignments): void => study.tell(x, negated(accuracy(x)));

describe('a study with the seed of an experiment', () => {
  // Guarantee: the service and the engine in one process give the same suggestions, from the first on, failures among them.
  it('asks what the service asks', async () => {
    const id = await newExperiment(world.context, body);
    const study = makeStudy(problem, { seed: seedOf(id), budget });
    for (let i = 0; i < 14; i++) {
      const { assignments } = study.ask();
      expect(assignments).toEqual(await serve(id));
      tell(study, assignments);
    }
  });

  // Guarantee: told what the service knows, a study begun anew goes on with the service's next suggestion.
  it('goes on where the service stopped', async () => {
    const id = await newExperiment(world.context, body);
    const left: Assignments[] = [];
    for (let i = 0; i < 12; i++) left.push(await serve(id));
    const study = makeStudy(problem, { seed: seedOf(id), budget, asks: left.length });
    for (const x of left) tell(study, x);
    for (let i = 0; i < 2; i++) {
      const { assignments } = study.ask();
      expect(assignments).toEqual(await serve(id));
      tell(study, assignments);
    }
  });

  // Guarantee: open suggestions are known to both alike.
  it('knows what is open as the service does', async () => {
    const id = await newExperiment(world.context, body);
    const study = makeStudy(problem, { seed: seedOf(id), budget });
    for (let i = 0; i < 8; i++) {
      const { assignments } = study.ask();
      expect(assignments).toEqual(await serve(id));
      tell(study, assignments);
    }
    for (let i = 0; i < 3; i++) expect(study.ask().assignments).toEqual((await ask(world.context, id)).assignments);
  });
});
