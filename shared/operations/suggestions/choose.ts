// Which point an ask is answered with: pooled and fresh, else computed now, else pooled and stale, else quasi-random. Never nothing.

import { taskOfCost } from '../../domain/definition/tasks.ts';
import type { Receipt } from '../../domain/observation.ts';
import { askMilliseconds, quickMilliseconds } from '../../engine/cost.ts';
import { isReplicate } from '../../engine/proposals/replicate.ts';
import { cardinality, type Space } from '../../engine/space/space.ts';
import { suggest } from '../../engine/suggest.ts';
import type { Dataset, Proposal } from '../../engine/types.ts';
import type { Log } from '../../platform/log.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import type { Claim } from '../../store/suggestions/claim-suggestion.ts';
import type { Open } from '../../store/suggestions/suggestions.ts';
import { askSettings, consideredOf, pointsOf, predictionsOf, rowsOf, spaceOf } from '../optimizer/problem.ts';
import { withQuickModel } from '../optimizer/quick.ts';
import { type View, viewOf } from '../optimizer/view.ts';
import type { Phases, Timed } from '../phases.ts';
import { type Choice, freshSlot, staleSlot } from './pool.ts';

type Ask = {
  /** The experiment's ask number, from 1. */
  readonly number: number;
  /** Take something that costs next to nothing: others were faster more than once. */
  readonly hurried: boolean;
  /** Take a random point: it is far from everybody else's, whoever claims one meanwhile. */
  readonly anywhere: boolean;
};

/** Observations that are read anew inside a request when nothing else helps (a second); milliseconds an ask may compute, and may in a hurry. */
const most = { observations: 10_000, milliseconds: 2000, hurried: 100 };

/**
 * Where the time of an ask goes: waiting for the store (`read`, `write`), setting the stored model on the rows that this function does not know it with
 * (`model`), and choosing a point (`choose`).
 */
export type AskPhases = Phases<'read' | 'model' | 'choose' | 'write'>;

export async function choose(
  scope: ExperimentScope,
  state: State,
  open: readonly Open[],
  ask: Ask,
  { phases, log }: { readonly phases: AskPhases; readonly log: Log },
): Promise<Claim> {
  const { development, type } = scope.experiment;
  const view = await phases.wait('read', () => viewFor(scope, state, phases));
  const kind = development || (ask.anywhere && type === 'offline') ? 'random' : type;
  const choice = phases.run('choose', () =>
    kind === 'offline'
      ? (tryModel(scope, state, open, ask, view, log) ?? anywhere(scope, state, open, ask, view))
      : compute(scope, state, open, ask, view ?? bare(scope), kind),
  );
  return { metadata: null, strict: true, ...choice };
}

/** Null when the model's code fails: that is our fault, so it is logged, which rings, and nobody's training ends for it. */
function tryModel(
  scope: ExperimentScope,
  state: State,
  open: readonly Open[],
  ask: Ask,
  view: View | null,
  log: Log,
): Choice | null {
  try {
    return byModel(scope, state, open, ask, view);
  } catch (error) {
    const reason = error instanceof Error ? error.stack : String(error);
    log.error('the model failed, the ask is answered at random', { experiment: scope.experiment.id, reason });
    return null;
  }
}

function byModel(scope: ExperimentScope, state: State, open: readonly Open[], ask: Ask, view: View | null): Choice {
  const fresh = view && freshSlot(scope, state, view, open);
  if (fresh) return fresh;
  const limit = ask.hurried ? most.hurried : most.milliseconds;
  if (view && affordable(view, open, limit))
    return compute(scope, state, open, ask, withQuickModel(scope, view), 'offline');
  const stale = view && staleSlot(scope, state, view, open);
  return stale ?? anywhere(scope, state, open, ask, view);
}

const anywhere = (scope: ExperimentScope, state: State, open: readonly Open[], ask: Ask, view: View | null): Choice =>
  compute(scope, state, open, ask, view ? { ...view, prepared: null } : bare(scope), 'random');

/** What the choice has to know of the past: nothing for random points of an endless space, all of it for the next point of a grid. */
async function viewFor(scope: ExperimentScope, state: State, phases: AskPhases): Promise<View | null> {
  const timed: Timed = (work) => phases.run('model', work);
  const { development, type } = scope.experiment;
  if (type === 'grid') return viewOf(scope, state, Number.POSITIVE_INFINITY, timed);
  const random = development || type === 'random';
  return random && cardinality(spaceOf(scope.experiment)) === Number.POSITIVE_INFINITY
    ? null
    : viewOf(scope, state, most.observations, timed);
}

type Known = {
  readonly space: Space;
  readonly data: Dataset;
  readonly prepared: View['prepared'];
  readonly generation: number | null;
};

const bare = ({ experiment }: ExperimentScope): Known => {
  const space = spaceOf(experiment);
  return { space, data: rowsOf(experiment, space, []), prepared: null, generation: null };
};

/** Without a model the ask makes one itself: a training that starts at a random point is far dearer than that. */
const affordable = ({ space, data, prepared }: View, open: readonly Open[], milliseconds: number): boolean =>
  askMilliseconds(space, data.n + open.length, 1, data.columns.length) +
    (prepared ? 0 : quickMilliseconds(data.n, data.columns.length)) <=
  milliseconds;

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
      ...{ kind, number: ask.number, pending: pointsOf(experiment, known.space, open), count: 1 },
      ...askSettings(experiment, known.space),
    },
  );
  if (!proposal) throw new Error('the engine proposed nothing');
  const task = taskOfCost(experiment, proposal.task);
  const receipt = receiptOf(scope, state, proposal, known.generation !== null);
  return { assignments: proposal.assignments, task, receipt };
}

/** A repetition is the model's too, where it was chosen for what a second measurement tells. */
const isModels = ({ source, arm }: Proposal): boolean => source === 'model' || isReplicate(arm);

/** `stored`: what the model chose, the stored one did, and none that was made on the spot. */
const receiptOf = ({ experiment }: ExperimentScope, state: State, proposal: Proposal, stored: boolean): Receipt => ({
  source: proposal.source,
  arm: proposal.arm,
  modelVersion: stored && isModels(proposal) ? (state.model?.dataVersion ?? null) : null,
  dataVersion: state.dataVersion,
  predicted: predictionsOf(experiment, proposal.predicted),
  considered: consideredOf(experiment, proposal.considered),
});
