// Short ways to the usual steps of a test: create an experiment, ask, report, through the operations that the routes call.
import type { ExperimentInput } from '../../shared/domain/definition/definition-create.ts';
import type { Context } from '../../shared/operations/context.ts';
import { createExperiment } from '../../shared/operations/experiments/create.ts';
import { createObservation } from '../../shared/operations/observations/report.ts';
import { createSuggestion } from '../../shared/operations/suggestions/create.ts';
import { type ExperimentScope, loadScope } from '../../shared/store/experiments/scope.ts';

export const twoDoubles: ExperimentInput = {
  name: 'two doubles',
  parameters: [
    { name: 'x', type: 'double', bounds: { min: -5, max: 10 } },
    { name: 'y', type: 'double', bounds: { min: 0, max: 15 } },
  ],
  metrics: [{ name: 'loss', objective: 'minimize' }],
};

export const newExperiment = async (context: Context, body: ExperimentInput = twoDoubles): Promise<string> =>
  (await createExperiment(context, { body })).id;

export async function scopeOf(context: Context, id: string): Promise<ExperimentScope> {
  const scope = await loadScope(context.store, id);
  if (!scope) throw new Error(`no experiment ${id}`);
  return scope;
}

export const ask = async (context: Context, id: string) =>
  createSuggestion(context, { target: await scopeOf(context, id), body: {} });

export const report = async (context: Context, id: string, suggestion: string, value: number | null) =>
  createObservation(context, {
    target: await scopeOf(context, id),
    body: value === null ? { suggestion, failed: true } : { suggestion, values: [{ value }] },
  });

/** Ask, evaluate, report. */
export async function step(
  context: Context,
  id: string,
  evaluate: (x: Readonly<Record<string, number | string>>) => number | null,
) {
  const suggestion = await ask(context, id);
  return report(context, id, suggestion.id, evaluate(suggestion.assignments));
}

export const bowl = (x: Readonly<Record<string, number | string>>): number =>
  (Number(x['x']) - 3) ** 2 + (Number(x['y']) - 4) ** 2;
