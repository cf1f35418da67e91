// The progress of experiments: counters from their state, and the three observations it names, all read at once.
import type { Progress } from '../../domain/public/public.ts';
import { publicExperiment } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { parseObservation } from '../../store/observations/observation-items.ts';
import { budgetConsumed } from '../../store/observations/spending.ts';
import { sortKey } from '../../store/table/keys.ts';
import { getMany } from '../../store/table/table.ts';
import type { TenantStore } from '../../store/tenant.ts';

/** The experiments as the wire shows them, in their order. */
export async function showExperiments(store: TenantStore, scopes: readonly ExperimentScope[]) {
  const wanted = scopes.flatMap(({ pk, state }) =>
    [state.first, state.last, state.best].flatMap((id) => (id ? [{ pk, sk: sortKey.observation(id) }] : [])),
  );
  const items = await getMany(store.table, wanted);
  const found = new Map(items.flatMap((item) => (item ? [[`${item.pk} ${item.sk}`, parseObservation(item)]] : [])));
  return scopes.map((scope) =>
    publicExperiment(
      scope.experiment,
      progressOf(scope, (id) => found.get(`${scope.pk} ${sortKey.observation(id)}`) ?? null),
    ),
  );
}

function progressOf({ experiment, state }: ExperimentScope, find: (id: string) => Progress['best']): Progress {
  const of = (id: string | null) => (id === null ? null : find(id));
  const count = state.observationsLive;
  return {
    observationCount: count,
    budgetConsumed: budgetConsumed(experiment, state),
    first: of(state.first),
    last: of(state.last),
    best: of(state.best),
  };
}

export async function showExperiment(scope: ExperimentScope) {
  const [shown] = await showExperiments(scope.store, [scope]);
  if (!shown) throw new Error('one experiment in, one out');
  return shown;
}
