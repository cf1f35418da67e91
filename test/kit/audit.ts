// Counts an experiment again from its records, and says where its counters, lists and bill tell another story.

import { meters, type Units } from '../../shared/domain/billing/usage.ts';
import { unpadId } from '../../shared/domain/id.ts';
import type { Suggestion } from '../../shared/domain/observation.ts';
import { isFinished } from '../../shared/domain/runs/run.ts';
import { owesObservation } from '../../shared/domain/runs/run-report.ts';
import type { Context } from '../../shared/operations/context.ts';
import type { ExperimentScope } from '../../shared/store/experiments/scope.ts';
import { bestOf } from '../../shared/store/observations/best.ts';
import { visible } from '../../shared/store/observations/observation-items.ts';
import { allObservations, observationsAfter } from '../../shared/store/observations/observations.ts';
import { findRun } from '../../shared/store/runs/runs.ts';
import { findSuggestions, suggestionOf } from '../../shared/store/suggestions/suggestions.ts';
import { experimentKey, idOf } from '../../shared/store/table/keys.ts';
import { query } from '../../shared/store/table/table.ts';
import { dayOf, usageOfMonth } from '../../shared/store/usage.ts';
import { scopeOf } from './experiments.ts';

const tally = (days: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const day of days) counts[day] = (counts[day] ?? 0) + 1;
  return counts;
};

const isRepetition = (doc: unknown): boolean =>
  (JSON.parse(String(doc)) as Pick<Suggestion, 'receipt'>).receipt.source === 'exhausted';

/** Day to units of one experiment, from the records alone: what was stored and became visible, deleted or not; repetitions are free. */
export async function recount(context: Context, id: string): Promise<Map<string, Units>> {
  const { table, client } = context.store;
  const pk = experimentKey(client, id);
  const scope = await scopeOf(context, id);
  const day = (doc: unknown) => dayOf((JSON.parse(String(doc)) as { created: number }).created * 1000);
  const all = (prefix: string) => query(table, { pk, from: prefix, to: `${prefix}~` });
  const billed = (await all('SUG#')).filter(({ doc }) => !isRepetition(doc));
  const suggestions = tally(billed.map(({ doc }) => day(doc)));
  const observations = tally((await visible(scope, await all('OBS#'))).map((item) => day(item.doc)));
  const experiments = tally([dayOf(scope.experiment.created * 1000)]);
  const days = [...new Set([suggestions, observations, experiments].flatMap(Object.keys))].sort();
  const units = (of: string): Units => ({
    suggestions: suggestions[of] ?? 0,
    observations: observations[of] ?? 0,
    experiments: experiments[of] ?? 0,
  });
  return new Map(days.map((of) => [of, units(of)]));
}

/** Sentences about what does not agree; empty when all is well. */
export async function disagreements(context: Context, id: string, month: string): Promise<string[]> {
  const scope = await scopeOf(context, id);
  const wrong: string[] = [];
  const same = (what: string, counter: unknown, records: unknown) => {
    if (JSON.stringify(counter) !== JSON.stringify(records))
      wrong.push(`${what}: ${JSON.stringify(counter)} in the counters, ${JSON.stringify(records)} in the records`);
  };
  const live = await observationsAfter(scope, scope.state, '0');
  same('observations', scope.state.observationsLive, live.length);
  const everMade = (await allObservations(scope, true)).length + live.length;
  same('observations ever', scope.state.observationsEver, everMade);
  same(
    'first, last, best',
    [scope.state.first, scope.state.last, scope.state.best],
    [live[0]?.id ?? null, live.at(-1)?.id ?? null, bestOf(scope, live, null)?.id ?? null],
  );
  const counted = (await usageOfMonth(context.store, month)).filter((row) => row.experiment === id);
  const pick = (units: Units) => meters.map((meter) => units[meter]);
  same(
    'usage',
    counted.map((row) => [row.day, ...pick(row)]),
    [...(await recount(context, id))].map(([day, units]) => [day, ...pick(units)]),
  );
  const made = (await query(context.store.table, { pk: scope.pk, from: 'SUG#', to: 'SUG#~' })).map(({ sk }) =>
    idOf(sk),
  );
  const shown = (await findSuggestions(scope, made)).filter((one) => one !== null);
  same(
    'suggestions ever and live',
    [scope.state.suggestionsEver, scope.state.suggestionsLive],
    [made.length, shown.length],
  );
  const cited = new Set(live.flatMap((observation) => observation.suggestion ?? []));
  const open = await query(context.store.table, { pk: scope.pk, from: 'OPEN#', to: 'OPEN#~' });
  for (const item of open)
    if (cited.has(unpadId(item.sk.slice(5)))) wrong.push(`${item.sk} is open although it was reported`);
  return [...wrong, ...(await disagreementsOfRuns(context, scope))];
}

/** Runs of an experiment against its counters, and each run against its suggestion and its observation. */
async function disagreementsOfRuns(context: Context, scope: ExperimentScope): Promise<string[]> {
  const pointers = await query(context.store.table, { pk: scope.pk, from: 'RUN#', to: 'RUN#~' });
  const found = await Promise.all(pointers.map(({ sk }) => findRun(context.store, idOf(sk))));
  const runs = found.flatMap((one) => one?.run ?? []);
  const shown = runs.filter(({ deleted }) => !deleted);
  const told = { active: scope.state.runsActive, finished: scope.state.runsFinished };
  const counted = {
    active: shown.filter((run) => !isFinished(run)).length,
    finished: shown.filter(isFinished).length,
  };
  const wrong = [
    ...(runs.length === pointers.length ? [] : ['a pointer leads to no run']),
    ...(JSON.stringify(told) === JSON.stringify(counted)
      ? []
      : [`runs: ${JSON.stringify(told)} in the counters, ${JSON.stringify(counted)} in the records`]),
  ];
  const observations = await observationsAfter(scope, scope.state, '0');
  for (const { id, run } of observations)
    if (run && !shown.some((one) => one.id === run && one.observation === id))
      wrong.push(`observation ${id} is not that of run ${run}`);
  for (const run of shown) {
    const [shownSuggestion] = run.suggestion ? await findSuggestions(scope, [run.suggestion]) : [];
    if (run.observation && !observations.some(({ id }) => id === run.observation))
      wrong.push(`run ${run.id} lacks its observation`);
    if (owesObservation(run)) wrong.push(`run ${run.id} has not reported`);
    // One that was deleted by itself is still there, or this throws.
    if (run.suggestion && !shownSuggestion) await suggestionOf(scope, run.suggestion);
    if (shownSuggestion && shownSuggestion.open !== (run.observation === null))
      wrong.push(`suggestion of run ${run.id} is ${shownSuggestion.open ? 'open' : 'closed'}`);
  }
  for (const run of runs.filter(({ deleted }) => deleted)) {
    if (observations.some(({ id }) => id === run.observation)) wrong.push(`archived run ${run.id} counts`);
    if (run.suggestion && (await findSuggestions(scope, [run.suggestion]))[0])
      wrong.push(`suggestion of archived run ${run.id} is there`);
  }
  return wrong;
}
