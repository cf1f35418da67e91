// Which point an ask is answered with: pooled and fresh, else computed now, else pooled and stale, else quasi-random. Never nothing.

import type { Receipt } from '../../domain/observation.ts';
import { askMilliseconds } from '../../engine/cost.ts';
import type { Space } from '../../engine/space.ts';
import { suggest } from '../../engine/suggest.ts';
import type { Data, Proposal } from '../../engine/types.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { State } from '../../store/state.ts';
import type { Claim, Open } from '../../store/suggestions.ts';
import { firstPoint, pointsOf, predictionOf, rowsOf, seedOf, spaceOf } from '../optimizer/problem.ts';
import { type View, viewOf } from '../optimizer/view.ts';

export type Ask = {
  /** The experiment's ask number, from 1. */
  readonly number: number;
  /** Take something that costs next to nothing: others were faster more than once. */
  readonly hurried: boolean;
};

/** Observations that are read anew inside a request when nothing else helps; milliseconds an ask may compute, and may in a hurry. */
const most = { observations: 1500, unfitted: 300, milliseconds: 2000, hurried: 100 };

/** What to claim; `seen` is the open version the choice knows. */
export async function choose(scope: ExperimentScope, state: State, open: readonly Open[], ask: Ask): Promise<Claim> {
  const { experiment } = scope;
  const seen = { metadata: null, seen: state.openVersion };
  if (experiment.development || experiment.type === 'random')
    return { ...seen, ...compute(scope, state, open, ask, bare(scope), 'random') };
  const view = await viewOf(scope, state, most.observations);
  if (experiment.type === 'grid') return { ...seen, ...compute(scope, state, open, ask, view ?? bare(scope), 'grid') };
  const fresh = slotOf(scope, state, view, open, 'fresh');
  if (fresh) return { ...seen, ...fresh };
  if (view && affordable(view, open, ask.hurried ? most.hurried : most.milliseconds))
    return { ...seen, ...compute(scope, state, open, ask, view, 'offline') };
  const stale = slotOf(scope, state, view, open, 'stale');
  return {
    ...seen,
    ...(stale ?? compute(scope, state, open, ask, view ? { ...view, prepared: null } : bare(scope), 'random')),
  };
}

type Known = {
  readonly space: Space;
  readonly data: Data;
  readonly prepared: View['prepared'];
  readonly generation: number | null;
};

const bare = ({ experiment }: ExperimentScope): Known => {
  const space = spaceOf(experiment);
  return { space, data: rowsOf(experiment, space, []), prepared: null, generation: null };
};

/** Without a stored model the ask would have to fit one itself, which it does only while that is cheap. */
const affordable = ({ space, data, prepared }: View, open: readonly Open[], milliseconds: number): boolean =>
  askMilliseconds(space, data.n + open.length, 1) <= milliseconds && (prepared !== null || data.n <= most.unfitted);

type Choice = Pick<Claim, 'assignments' | 'receipt' | 'slot'>;

function compute(
  scope: ExperimentScope,
  state: State,
  open: readonly Open[],
  ask: Ask,
  known: Known,
  kind: 'offline' | 'random' | 'grid',
): Choice {
  const { experiment } = scope;
  const [proposal] = suggest(
    known.space,
    { data: known.data, prepared: known.prepared },
    {
      kind,
      number: ask.number,
      seed: seedOf(experiment.id),
      pending: pointsOf(experiment, known.space, open),
      count: 1,
      bandwidth: experiment.parallelBandwidth ?? 1,
      budget: experiment.observationBudget,
      first: firstPoint(experiment, known.space),
    },
  );
  if (!proposal) throw new Error('the engine proposed nothing');
  return { assignments: proposal.assignments, receipt: receiptOf(scope, state, proposal, known.generation) };
}

const receiptOf = (
  { experiment }: ExperimentScope,
  state: State,
  proposal: Proposal,
  generation: number | null,
): Receipt => ({
  source: proposal.source,
  arm: proposal.arm,
  modelVersion: proposal.source === 'model' && generation !== null ? (state.model?.dataVersion ?? null) : null,
  dataVersion: state.dataVersion,
  predicted: predictionOf(experiment, proposal.predicted),
});

/**
 * The next slot of the pool. Fresh: it knows every observation, and every open suggestion is one it knew or one of the pool itself, whose
 * slots were chosen jointly. Stale: made for today's search space, though observations came since.
 */
function slotOf(
  scope: ExperimentScope,
  state: State,
  view: View | null,
  open: readonly Open[],
  want: 'fresh' | 'stale',
): Choice | null {
  const { model, poolServed } = state;
  if (!model || !view?.document || view.generation !== model.generation || model.revision !== scope.experiment.revision)
    return null;
  const slot = view.document.slots[poolServed];
  if (!slot) return null;
  const known = new Set(view.document.known);
  const fresh =
    model.dataVersion === state.dataVersion && open.every(({ id, pool }) => known.has(id) || pool === model.generation);
  if (want === 'fresh' && !fresh) return null;
  return {
    assignments: slot.assignments,
    slot: { generation: model.generation, served: poolServed },
    receipt: {
      source: 'pool',
      arm: slot.arm,
      modelVersion: model.dataVersion,
      dataVersion: fresh ? state.dataVersion : model.dataVersion,
      predicted: slot.predicted,
    },
  };
}
