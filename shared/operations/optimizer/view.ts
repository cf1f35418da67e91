// What the optimizer knows of an experiment right now: all of its observations as rows, and the stored model conditioned on them.
//
// A warm function keeps what it read and goes on from there; a cold one starts with the snapshot that lies beside the model:
//
//   snapshot (rows up to some id) ── tail (observations above that id) ── rows
//   an edit or a change of the space ── rows are read anew

import type { Observation } from '../../domain/observation.ts';
import { fitIsDue } from '../../engine/learning/schedule.ts';
import {
  extendSurrogate,
  type PreparedSurrogate,
  prepareSurrogate,
  type Surrogate,
} from '../../engine/learning/surrogate.ts';
import { modelFormat } from '../../engine/model/model.ts';
import type { Space } from '../../engine/space/space.ts';
import type { Dataset } from '../../engine/types.ts';
import { joinDatasets } from '../../engine/values/dataset.ts';
import { readEarlierExperiments } from '../../store/experiments/earlier.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import { observationsAfter } from '../../store/observations/observations.ts';
import { type ModelDocument, readModel } from '../../store/optimizer/models.ts';
import { readSnapshot } from '../../store/optimizer/snapshots.ts';
import { type Timed, untimed } from '../phases.ts';
import { isReadable } from './due.ts';
import { forget, recall, remember } from './memory.ts';
import { metricsOf, rowsOf, sourcesOf, spaceOf } from './problem.ts';

/** Rows with the id of the newest observation among them, whether it could be encoded or not. */
export type Rows = {
  readonly revision: number;
  readonly edits: number;
  readonly space: Space;
  readonly top: string;
  readonly data: Dataset;
};

export type View = Rows & {
  /** Of the stored model; null: it is none. */
  readonly generation: number | null;
  readonly document: ModelDocument | null;
  /** The stored model on all of the rows, or where there is none one that was made on the spot (quick.ts); null when there is neither for today's space. */
  readonly prepared: PreparedSurrogate | null;
};

/** Null when reading everything anew would take more than `most` observations and no snapshot helps. `timed` runs what is computed. */
export async function viewOf(
  scope: ExperimentScope,
  state: State,
  most: number,
  timed: Timed = untimed,
): Promise<View | null> {
  const kept = recall(scope.pk);
  const usable = kept && kept.revision === scope.experiment.revision && kept.edits === state.edits ? kept : null;
  if (kept && !usable) forget(scope.pk);
  const rows = usable ?? (await withEarlier(scope, await storedRows(scope, state, most)));
  if (!rows) return null;
  const tail = await tailOf(scope, state, rows);
  const grown = grow(scope, rows, tail);
  const view = await withModel(scope, state, usable, grown, { changed: tail.length > 0, timed });
  remember(scope.pk, view);
  return view;
}

const storedRows = async (scope: ExperimentScope, state: State, most: number): Promise<Rows | null> =>
  (await snapshotRows(scope, state)) ?? (state.observationsLive <= most ? emptyRows(scope, state) : null);

/** With what earlier experiments observed, told in today's space. */
async function withEarlier(scope: ExperimentScope, rows: Rows | null): Promise<Rows | null> {
  if (!rows || scope.experiment.transferFrom.length === 0) return rows;
  const kept = await readEarlierExperiments(scope);
  const earlier = kept.map((one) => sourcesOf(scope.experiment, rows.space, one));
  return { ...rows, data: { ...rows.data, earlier } };
}

function emptyRows(scope: ExperimentScope, state: State): Rows {
  const { experiment } = scope;
  const space = spaceOf(experiment);
  return { revision: experiment.revision, edits: state.edits, space, top: '0', data: rowsOf(experiment, space, []) };
}

/** Rows stored beside the model, if they are of today's space and nothing in them was edited since. */
async function snapshotRows(scope: ExperimentScope, state: State): Promise<Rows | null> {
  const snapshot = state.model?.format === modelFormat ? state.model.snapshot : null;
  if (!snapshot || snapshot.edits !== state.edits || snapshot.revision !== scope.experiment.revision) return null;
  const data = await readSnapshot(scope, snapshot, metricsOf(scope.experiment).length);
  return data && { ...emptyRows(scope, state), top: snapshot.top, data };
}

/**
 * Read whatever the state said before: a report may have closed a suggestion since, and whoever no longer sees it open has to see it observed.
 *
 *   asker:     state ── open suggestions ── tail: has it
 *   reporter:       closes and observes ─┘
 */
const tailOf = (scope: ExperimentScope, state: State, rows: Rows): Promise<Observation[]> =>
  observationsAfter(scope, state, rows.top);

function grow(scope: ExperimentScope, rows: Rows, tail: readonly Observation[]): Rows & { more: Dataset } {
  const more = rowsOf(scope.experiment, rows.space, tail);
  return { ...rows, more, data: joinDatasets(rows.data, more), top: tail.at(-1)?.id ?? rows.top };
}

async function withModel(
  scope: ExperimentScope,
  state: State,
  kept: View | null,
  grown: Rows & { more: Dataset },
  { changed, timed }: { readonly changed: boolean; readonly timed: Timed },
): Promise<View> {
  const { more, ...rows } = grown;
  const stored = state.model && isReadable(scope.experiment, state.model) ? state.model : null;
  const known = kept?.prepared;
  if (!stored) {
    const quick = known && kept.generation === null && !fitIsDue(known.metrics[0]?.model.n ?? null, rows.data.n);
    const prepared = quick ? timed(() => (changed ? extendSurrogate(known, more) : known)) : null;
    return { ...rows, generation: null, document: null, prepared };
  }
  if (known && kept.generation === stored.generation) {
    return {
      ...rows,
      generation: kept.generation,
      document: kept.document,
      prepared: changed ? timed(() => extendSurrogate(known, more)) : known,
    };
  }
  const document = await readModel(scope, stored);
  const model = document?.model as Surrogate | null | undefined;
  if (!model) return { ...rows, generation: stored.generation, document, prepared: null };
  return {
    ...rows,
    generation: stored.generation,
    document,
    prepared: timed(() => prepareSurrogate(rows.space, model, rows.data)),
  };
}
