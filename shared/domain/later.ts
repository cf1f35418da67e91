// Refusing what later versions will do: a feature is either carried out or named in a 400, never accepted and ignored.
import { invalid, type Problem } from './problem.ts';

export const unsupported = (field: string, value: unknown, feature: string, fix: string): Problem =>
  invalid(field, value, `this version does not support ${feature}`, fix);

export type LaterFields = {
  readonly project?: string | null | undefined;
  readonly runs_only?: boolean | null | undefined;
  readonly budget?: unknown;
};

/** Throws the 400 for the first key of a definition that asks for a feature of a later version; null and empty lists ask for nothing. */
export function refuseLaterFields(input: LaterFields): void {
  refuseProject(input.project);
  if (input.runs_only) throw unsupported('runs_only', true, 'experiments made of runs', 'Leave the key out.');
  refuseRunBudget(input.budget);
}

const projectId = /^[a-z0-9\-_.]{1,32}$/;

export function refuseProject(project: string | null | undefined): void {
  if (project === null || project === undefined) return;
  if (!projectId.test(project)) {
    const rule = 'must be 1 to 32 of the characters a-z 0-9 - _ .';
    throw invalid('project', project, rule, 'Leave the key out: this version does not support projects.');
  }
  throw unsupported('project', project, 'projects', 'Leave the key out.');
}

/** `budget` belongs to experiments made of runs; on a core experiment it is an error in every version. */
export function refuseRunBudget(budget: unknown): void {
  if (budget === null || budget === undefined) return;
  const rule = 'belongs to experiments made of runs, which this version does not support';
  throw invalid('budget', budget, rule, 'Use observation_budget.');
}
