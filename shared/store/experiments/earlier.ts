// What an experiment keeps of earlier ones: an item for each, written with the experiment and never again.
import type { EarlierExperiment } from '../../domain/definition/transfer.ts';
import { sortKey } from '../table/keys.ts';
import { getMany, type Item } from '../table/table.ts';
import type { ExperimentScope } from './scope.ts';

export const earlierItems = (pk: string, earlier: readonly EarlierExperiment[]): Item[] =>
  earlier.map((one, i) => ({ pk, sk: sortKey.earlier(i), doc: JSON.stringify(one) }));

/** In the order of the definition. */
export async function readEarlierExperiments({ store, pk, experiment }: ExperimentScope): Promise<EarlierExperiment[]> {
  const keys = experiment.transferFrom.map((_, i) => ({ pk, sk: sortKey.earlier(i) }));
  const items = await getMany(store.table, keys);
  return items.flatMap((item) => (item?.doc ? [JSON.parse(item.doc) as EarlierExperiment] : []));
}
