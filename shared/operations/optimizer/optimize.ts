// The slow lane: fits the model of an experiment to its data and refills the pool. Does nothing when that was done for this data already,
// so a message that comes twice, late or out of order changes nothing.
//
//   message ── wanted? ── lease ── compute ── publish ── look again: new data meanwhile? compute once more : take the mark off, release
//                 └ no: take the mark off       └ dies: lease runs out, mark stays, the sweeper sends a message
//
// Where data come faster than models, a run would never be done: after its turn it ends with the mark still there, and the next report, or the sweeper,
// sends a message, which takes its place in the queue behind those of others.

import { taskOfCost } from '../../domain/definition/tasks.ts';
import { guidingMetrics } from '../../domain/metrics/metric.ts';
import { fitMilliseconds } from '../../engine/cost.ts';
import { fewest, fitIsDue } from '../../engine/learning/schedule.ts';
import { fitSurrogate, prepareSurrogate, type Surrogate } from '../../engine/learning/surrogate.ts';
import { modelFormat } from '../../engine/model/model.ts';
import { suggest } from '../../engine/suggest.ts';
import { countSuccesses } from '../../engine/values/dataset.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import type { State, StoredModel, StoredSnapshot } from '../../store/experiments/state.ts';
import { publishModel, releaseLease, settle, takeLease } from '../../store/optimizer/lease.ts';
import { removeModel, removeModelsBefore, type Slot, writeModel } from '../../store/optimizer/models.ts';
import { removeSnapshot, removeSnapshotsBefore, writeSnapshot } from '../../store/optimizer/snapshots.ts';
import { type Open, openSuggestions } from '../../store/suggestions/suggestions.ts';
import type { OptimizerMessage } from '../context.ts';
import { type Service, storeOf } from '../service.ts';
import { modelIsDue, poolIsLow } from './due.ts';
import { mostOpen } from './open.ts';
import { askSettings, consideredOf, metricsOf, pointsOf, predictionsOf, seedOf } from './problem.ts';
import { type View, viewOf } from './view.ts';
import { type Watch, watched } from './watch.ts';

/** A run starts no computation with less than this left. Milliseconds. */
const enough = 20_000;
/** What a run that has published something may take before it makes room: five messages come to a function at once, and it has 120 s. Milliseconds. */
const turn = 20_000;
/**
 * A lease outlives the computation twenty times over on an idle core, and no run of the function: who dies keeps the experiment without a model so long. One
 * that lasts longer all the same computes in vain, because it publishes only while the lease is its own. Milliseconds.
 */
const lease = { least: 30_000, most: 150_000, factor: 20 };

const leaseFor = ({ experiment, state }: ExperimentScope): number => {
  const work = fitMilliseconds(state.observationsLive, guidingMetrics(experiment).length);
  return Math.min(lease.most, lease.least + lease.factor * work);
};

export const optimize = (service: Service, message: OptimizerMessage): Promise<void> =>
  watched(service, message, (watch) => work(service, message, watch));

async function work(service: Service, { client, experiment }: OptimizerMessage, watch: Watch): Promise<void> {
  const { phases } = watch;
  const store = storeOf(service, client);
  const owner = service.nextId();
  const started = service.now();
  let held: ExperimentScope | null = null;
  let published = false;
  try {
    while (service.remaining() > enough && !(published && service.now() - started > turn)) {
      const scope = await phases.wait('read', () => loadScope(store, experiment)); // anew in each round: the definition may have changed
      if (!scope) return;
      if (!wanted(scope)) {
        if (await settle(scope, scope.state, scope.state.lease === owner ? owner : null)) return;
        continue;
      }
      const generation = await takeLease(scope, owner, service.now(), service.now() + leaseFor(scope));
      if (generation === null) return;
      held = scope;
      const made = await compute(scope, owner, generation, watch);
      if (made && (await settle(scope, scope.state, owner))) return;
      published ||= made;
    }
    if (!published)
      throw new Error(`no time left for experiment ${experiment}: the queue gives the message to another run`);
  } finally {
    if (held) await releaseLease(held, owner);
  }
}

const wanted = ({ experiment, state }: ExperimentScope): boolean =>
  modelIsDue(experiment, state) || poolIsLow(experiment, state);

/** One model with its pool. False when an edit overtook it: the next round sees what is left to do. */
async function compute(scope: ExperimentScope, owner: string, generation: number, watch: Watch): Promise<boolean> {
  const { state } = scope;
  const { phases, said } = watch;
  const view = await phases.wait('read', () =>
    viewOf(scope, state, Number.POSITIVE_INFINITY, (work) => phases.run('model', work)),
  );
  if (!view) return false;
  const open = await phases.wait('read', () => openSuggestions(scope, state, mostOpen));
  const learned = countSuccesses(view.data) < fewest ? null : phases.run('fit', () => learn(scope, state, view));
  const pending = pointsOf(scope.experiment, view.space, open);
  const slots = learned ? phases.run('fill', () => fill(scope, state, learned.view, pending)) : [];
  Object.assign(said, { rounds: said.rounds + 1, observations: view.data.n, pool: slots.length });
  return phases.wait('write', () => publish(scope, owner, generation, { view, learned, slots, open }));
}

type Computed = {
  readonly view: View;
  readonly learned: Learned | null;
  readonly slots: readonly Slot[];
  readonly open: readonly Open[];
};

/** False when an edit overtook it. */
async function publish(
  scope: ExperimentScope,
  owner: string,
  generation: number,
  { view, learned, slots, open }: Computed,
): Promise<boolean> {
  const { state } = scope;
  await writeModel(scope, generation, { model: learned?.model ?? null, slots, known: open.map(({ id }) => id) });
  const { dataVersion, openVersion, edits } = state;
  const { revision } = scope.experiment;
  const kept = unedited(state) ? (state.model?.snapshot ?? null) : null;
  const snapshot = learned?.isNew || !kept ? await keep(scope, state, generation, view) : kept;
  const fitted = fittedTo(state, learned);
  const pool = slots.length;
  const stored: StoredModel = {
    ...{ generation, format: modelFormat, dataVersion, openVersion, edits, revision },
    ...{ fitted, pool, snapshot },
  };
  if (!(await publishModel(scope, owner, stored))) {
    await takeBack(scope, stored);
    return false;
  }
  if (generation % tidyEvery === 0) await tidy(scope, stored);
  return true;
}

/** What nothing names is of use to nobody; and where the experiment was erased meanwhile, nobody would come by to remove it. */
async function takeBack(scope: ExperimentScope, { generation, snapshot }: StoredModel): Promise<void> {
  await removeModel(scope, generation);
  if (snapshot?.generation === generation) await removeSnapshot(scope, snapshot);
}

/**
 * Observations that the schedule counts from. Rows are read after the state, so a fit may have known more of them than the state had counted: then the
 * count has caught up, and counting from the old one would leave a fit due for ever.
 */
function fittedTo({ model, observationsLive }: State, learned: Learned | null): number {
  if (!model || !learned || learned.isNew) return observationsLive;
  return fitIsDue(model.fitted, observationsLive) ? observationsLive : model.fitted;
}

/** Generations that are left behind before the old ones are looked for and removed: a few kilobytes each. */
const tidyEvery = 16;

async function tidy(scope: ExperimentScope, { generation, snapshot }: StoredModel): Promise<void> {
  const before = scope.state.model;
  await removeModelsBefore(scope, before?.generation ?? generation);
  if (snapshot)
    await removeSnapshotsBefore(
      scope,
      Math.min(before?.snapshot?.generation ?? snapshot.generation, snapshot.generation),
    );
}

/** From so many observations on their rows are stored: a cold function reads fewer as they are, for less than one writing would cost. */
const manyRows = 250;

async function keep(
  scope: ExperimentScope,
  state: State,
  generation: number,
  view: View,
): Promise<StoredSnapshot | null> {
  if (view.data.n < manyRows) return null;
  const parts = await writeSnapshot(scope, generation, view.data);
  return { generation, parts, n: view.data.n, top: view.top, edits: state.edits, revision: scope.experiment.revision };
}

type Learned = { readonly model: Surrogate; readonly view: View; readonly isNew: boolean };

/** Nothing that the stored model knew was changed since. */
const unedited = ({ model, edits }: State): boolean => model?.edits === edits && model.format === modelFormat;

/** New hyperparameters where the engine's schedule or an edit asks for them; else the stored ones, on all of today's rows. */
function learn(scope: ExperimentScope, state: State, view: View): Learned {
  const { space, data } = view;
  const previous = (view.document?.model ?? null) as Surrogate | null;
  const due = !unedited(state) || fitIsDue(previous?.n ?? null, data.n);
  if (previous && view.prepared && !due) return { model: previous, view, isNew: false };
  const model = fitSurrogate(space, data, {
    ...{ previous, seed: seedOf(scope.experiment.id) },
    metrics: metricsOf(scope.experiment),
  });
  return { model, view: { ...view, prepared: prepareSurrogate(space, model, data) }, isNew: true };
}

/** As many slots as clients are expected at once, four at most: each costs as much as an ask. Only points that the model chose: the rest is as well made when asked for. */
function fill(scope: ExperimentScope, state: State, view: View, pending: ReturnType<typeof pointsOf>): Slot[] {
  const { experiment } = scope;
  const settings = askSettings(experiment, view.space);
  const count = Math.min(4, settings.bandwidth);
  const proposals = suggest(view.space, view, {
    ...{ kind: 'offline', number: state.asks + 1, pending, count },
    ...settings,
  });
  return proposals
    .filter(({ source }) => source === 'model')
    .map(({ assignments, task, arm, predicted, considered }) => ({
      ...{ assignments, task: taskOfCost(experiment, task), arm },
      predicted: predictionsOf(experiment, predicted),
      considered: consideredOf(experiment, considered),
    }));
}
