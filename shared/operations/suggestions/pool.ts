// Suggestions that the optimizer computed ahead: when one is fresh enough to be served at once, and when it is better than nothing.
//
//   optimizer: knows observations up to v ── fills the pool ─────────── knows up to v + 3
//   clients:                     report v+1 ── ask: takes a slot (one result behind) ── report v+2 ...
import { pointKey } from '../../engine/space/space.ts';
import { apart } from '../../engine/space/taken.ts';
import type { Point } from '../../engine/types.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import type { Claim } from '../../store/suggestions/claim-suggestion.ts';
import type { Open } from '../../store/suggestions/suggestions.ts';
import { pointsOf, runPoint } from '../optimizer/problem.ts';
import type { View } from '../optimizer/view.ts';

export type Choice = Pick<Claim, 'assignments' | 'task' | 'receipt' | 'slot'>;

/**
 * A slot that knows nearly every observation, and every open suggestion, or those it does not know are far from it (the slots of one pool were
 * chosen jointly). With m evaluations at a time every suggestion is made without the results of m − 1 others anyway, so a slot that lags behind by
 * fewer reports than that is as good as one computed now; a client that is alone gets only what knows everything.
 */
export function freshSlot(scope: ExperimentScope, state: State, view: View, open: readonly Open[]): Choice | null {
  const { model } = state;
  if (!model || model.edits !== state.edits) return null;
  if (state.dataVersion - model.dataVersion >= (scope.experiment.parallelBandwidth ?? 1)) return null;
  const slot = nextSlot(scope, state, view);
  const point = slot && untried(scope, view, open, slot);
  if (!point) return null;
  const known = new Set(view.document?.known ?? []);
  const unknown = open.filter(({ id, pool }) => !known.has(id) && pool !== model.generation);
  return pointsOf(scope.experiment, view.space, unknown).every((other) => apart(point, other)) ? slot : null;
}

/** A slot made for today's search space, though observations came since, if nobody has tried its point meanwhile. */
export function staleSlot(scope: ExperimentScope, state: State, view: View, open: readonly Open[]): Choice | null {
  const slot = nextSlot(scope, state, view);
  return slot && untried(scope, view, open, slot) ? slot : null;
}

/** The point of a slot; null when it is observed or open, or does not belong to today's space. */
function untried(scope: ExperimentScope, view: View, open: readonly Open[], slot: Choice): Point | null {
  const point = runPoint(scope.experiment, view.space, slot);
  if (!point) return null;
  const key = pointKey(view.space, point);
  const P = view.space.dimensions.length;
  const observed = Array.from({ length: view.data.n }, (_, i) => view.data.points.subarray(i * P, (i + 1) * P));
  const taken = [...observed, ...pointsOf(scope.experiment, view.space, open)];
  return taken.some((other) => pointKey(view.space, other) === key) ? null : point;
}

function nextSlot(scope: ExperimentScope, { model, poolServed }: State, view: View): Choice | null {
  if (!model || view.generation !== model.generation || model.revision !== scope.experiment.revision) return null;
  const slot = view.document?.slots[poolServed];
  if (!slot) return null;
  const { assignments, task, arm, predicted, considered = [] } = slot;
  const { dataVersion, generation } = model;
  const receipt = { source: 'pool', arm, modelVersion: dataVersion, dataVersion, predicted, considered } as const;
  return { assignments, task, slot: { generation, served: poolServed }, receipt };
}
