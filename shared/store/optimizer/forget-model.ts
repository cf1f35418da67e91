// Forgets the stored model of an experiment, with its pool.
//
//   optimizer:  reads the state (edits e) ── fits, from the old model on ── publishes if edits = e: refused
//   forget:                    takes the model out, edits e+1 ─┘             computes once more, from nothing
import type { ExperimentScope } from '../experiments/scope.ts';
import { dirtyMark, stateKey } from '../experiments/state.ts';
import { updateItem } from '../table/single.ts';

/** `notify`: the optimizer is to learn anew. */
export async function forgetStoredModel(scope: ExperimentScope, notify: boolean): Promise<void> {
  const { store, pk, experiment } = scope;
  const mark = notify ? { setIfAbsent: dirtyMark(store.now(), experiment.id) } : {};
  const there = { expression: 'attribute_exists(#pk)' };
  const remove = ['model', 'modelDv', 'poolGeneration', 'poolServed'];
  await updateItem(store.table, stateKey(pk), { add: { dv: 1, edits: 1 }, remove, ...mark }, there);
}
