// The loop that every user of the service writes: create an experiment, then ask, train, report until the budget is used.
import { performance } from 'node:perf_hooks';
import { type Best, call, type Service, type Suggestion } from './api.ts';
import { definition, type Search } from './experiment.ts';
import type { Scores, Values } from './model/evaluate.ts';
import type { Trainer } from './trainer.ts';

export type Evaluation = {
  /** 1 for the first. */
  readonly number: number;
  readonly values: Values;
  /** Where the service says the suggestion came from. */
  readonly source: string;
  /** On the validation rows; null when the training failed. */
  readonly scores: Scores | null;
  /** Milliseconds that the service took to suggest, and to accept the result. */
  readonly askMs: number;
  readonly reportMs: number;
  readonly trainMs: number;
};

export type Run = { readonly experiment: string; readonly evaluations: readonly Evaluation[]; readonly best: Best };

export async function createExperiment(
  service: Service,
  name: string,
  search: Search,
  budget: number,
): Promise<string> {
  const { id } = await call<{ id: string }>(service, 'POST', '/experiments', definition(name, search, budget));
  return id;
}

/** Runs a whole experiment; `watch` hears of each evaluation when it is reported. */
export async function tune(
  service: Service,
  experiment: string,
  budget: number,
  trainer: Trainer,
  watch: (e: Evaluation) => void,
): Promise<Run> {
  const evaluations: Evaluation[] = [];
  while (evaluations.length < budget) {
    const evaluation = await step(service, experiment, trainer, evaluations.length + 1);
    evaluations.push(evaluation);
    watch(evaluation);
  }
  const { data } = await call<{ data: Best[] }>(service, 'GET', `/experiments/${experiment}/best_assignments`);
  const [best] = data;
  if (!best)
    throw new Error(`No training run of experiment ${experiment} succeeded, so there are no best assignments.`);
  return { experiment, evaluations, best };
}

async function step(service: Service, experiment: string, trainer: Trainer, number: number): Promise<Evaluation> {
  const path = `/experiments/${experiment}`;
  const [suggestion, askMs] = await timed(call<Suggestion>(service, 'POST', `${path}/suggestions`, {}));
  const [scores, trainMs] = await timed(trainer.train(suggestion.assignments, 'validation').catch(() => null));
  const [, reportMs] = await timed(
    call(service, 'POST', `${path}/observations`, { suggestion: suggestion.id, ...result(scores) }),
  );
  const source = suggestion.receipt?.source ?? '';
  return { number, values: suggestion.assignments, source, scores, askMs, reportMs, trainMs };
}

const result = (scores: Scores | null): object =>
  scores
    ? {
        values: [
          { name: 'log_loss', value: scores.logLoss },
          { name: 'auc', value: scores.auc },
        ],
      }
    : { failed: true };

/** A result and the milliseconds until it was there. */
async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

/** Least log loss after each evaluation; infinite until one succeeds. */
export function bestSoFar(evaluations: readonly Evaluation[]): number[] {
  let best = Number.POSITIVE_INFINITY;
  return evaluations.map(({ scores }) => {
    best = Math.min(best, scores?.logLoss ?? Number.POSITIVE_INFINITY);
    return best;
  });
}
