// A study of training runs in one process: each run reports its curve, gets advice whether to stop, and teaches the optimizer however it ended.
import { makeStudy, type StudyOptions } from '../study.ts';
import type { Problem, Proposal } from '../types.ts';
import { type Advice, adviseStop, type StopRule } from './advice.ts';
import { broke, type Curve, worth } from './curve.ts';
import { forecast } from './forecast.ts';

export type RunStudy = {
  /** A new run with the point it tries. */
  readonly start: () => { readonly run: string; readonly proposal: Proposal };
  /** The value (to be minimised; NaN: diverged) after a step, steps ascending; the answer is advice alone. */
  readonly report: (run: string, step: number, value: number) => Advice;
  /** The run came to its own end: the optimizer learns its best value, or that it failed. */
  readonly finish: (run: string) => void;
  /** The run was stopped: the optimizer learns where it would have ended, as a noisy value, as soon as enough others have finished. */
  readonly stop: (run: string) => void;
};

type Run = { readonly proposal: Proposal; steps: number[]; values: number[]; state: 'running' | 'stopped' | 'told' };

/** Throws when a run is unknown, over already, or reports a step that is not above its last one. */
export function makeRunStudy(problem: Problem, options: StudyOptions & { readonly rule: StopRule }): RunStudy {
  const study = makeStudy(problem, options);
  const runs = new Map<string, Run>();
  const finished = new Set<string>();

  const curveOf = (run: string, { steps, values }: Run): Curve => ({ run, steps, values, finished: finished.has(run) });
  const others = (run: string): Curve[] =>
    [...runs].filter(([name]) => name !== run).map(([name, other]) => curveOf(name, other));

  const start: RunStudy['start'] = () => {
    const run = `run-${runs.size + 1}`;
    const proposal = study.ask();
    runs.set(run, { proposal, steps: [], values: [], state: 'running' });
    return { run, proposal };
  };

  const report: RunStudy['report'] = (name, step, value) => {
    const run = running(runs, name);
    if (!(step > (run.steps.at(-1) ?? 0))) throw new Error(`Run ${name}: step ${step} is not above its last one.`);
    run.steps.push(step);
    run.values.push(value);
    return adviseStop(options.rule, curveOf(name, run), others(name));
  };

  const tell = (name: string, run: Run): void => {
    const curve = curveOf(name, run);
    const ended = finished.has(name) || broke(curve) ? null : forecast(curve, others(name));
    if (run.state === 'stopped' && !broke(curve) && !ended) return;
    run.state = 'told';
    const { assignments } = run.proposal;
    if (broke(curve) || curve.values.length === 0) study.tell(assignments, null);
    else study.tell(assignments, ended?.value ?? worth(curve), ended ? ended.stddev ** 2 : undefined);
  };

  const finish: RunStudy['finish'] = (name) => {
    const run = running(runs, name);
    if (!broke(curveOf(name, run))) finished.add(name);
    tell(name, run);
    for (const [other, waiting] of runs) if (waiting.state === 'stopped') tell(other, waiting);
  };

  const stop: RunStudy['stop'] = (name) => {
    const run = running(runs, name);
    run.state = 'stopped';
    tell(name, run);
  };

  return { start, report, finish, stop };
}

function running(runs: ReadonlyMap<string, Run>, name: string): Run {
  const run = runs.get(name);
  if (run?.state === 'running') return run;
  throw new Error(`Run ${name} is ${run ? 'over' : 'unknown'}: start a new one.`);
}
