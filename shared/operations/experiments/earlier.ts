// Reads the earlier experiments that a new one names, in the caller's own tenant and world.

import { type EarlierExperiment, noSuchExperiment, takeAlong } from '../../domain/definition/transfer.ts';
import type { Definition } from '../../domain/experiment.ts';
import { loadScope } from '../../store/experiments/scope.ts';
import { pageObservations } from '../../store/observations/observations.ts';
import type { Context } from '../context.ts';

/** Of a long history, the newest: there the search had found its place. */
const newest = 1000;

/** Throws the 400 for one that is missing, somebody else's, of the other world (development), or without anything in common. */
export const earlierOf = (context: Context, definition: Definition): Promise<EarlierExperiment[]> =>
  Promise.all(
    definition.transferFrom.map(async (id, index) => {
      const scope = await loadScope(context.store, id);
      if (!scope || scope.experiment.development !== context.identity.development) throw noSuchExperiment(index, id);
      const range = { above: null, below: null, newestFirst: true, take: newest, deleted: false };
      const { read } = await pageObservations(scope, range);
      return takeAlong(definition, scope.experiment, read, index);
    }),
  );
