// The answer of a list of runs: as many of a page's as fit, those read again that were not held, each with its long texts.
import type { Key } from '../../domain/marker.ts';
import { type PageRequest, pageOfSorted, turned } from '../../domain/page.ts';
import { publicRun } from '../../domain/public/public-run.ts';
import type { Run } from '../../domain/runs/run.ts';
import { runsAt } from '../../store/runs/run-lists.ts';
import { textsOf } from '../../store/runs/runs.ts';
import type { TenantStore } from '../../store/tenant.ts';
import { publicPage, shownWhileTheyFit } from '../page.ts';
import type { Gathered, Kept } from './gather.ts';

type Shown = ReturnType<typeof publicRun>;

const keyOf = ({ key }: Kept): Key => key;

/** Runs that are shown at once. */
const chunk = 100;

export async function answerRuns({ kept, fields }: Gathered, request: PageRequest) {
  const page = pageOfSorted(kept, request, keyOf);
  const reading = turned(request, page.items);
  const shown = await shownWhileTheyFit(reading, chunk, showSome);
  const fits = shown.length < reading.length ? pageOfSorted(kept, { ...request, limit: shown.length }, keyOf) : page;
  const byId = new Map(shown.flatMap((run) => (run ? [[run.id, run]] : [])));
  const items = fits.items.flatMap(({ key }) => byId.get(key.id) ?? []);
  return { ...publicPage({ ...fits, items }, (run) => run), defined_fields: [...fields] };
}

/** Null for one that is gone. */
async function showSome(some: readonly Kept[]): Promise<(Shown | null)[]> {
  const stores = [...new Map(some.map(({ store }) => [store.client, store])).values()];
  const shown = await Promise.all(stores.map((store) => showOfClient(store, some)));
  const byId = new Map(shown.flat().map((run) => [run.id, run]));
  return some.map(({ key }) => byId.get(key.id) ?? null);
}

async function showOfClient(store: TenantStore, some: readonly Kept[]): Promise<Shown[]> {
  const own = some.filter((kept) => kept.store.client === store.client);
  const held = own.flatMap(({ run }) => run ?? []);
  const places = own.flatMap(({ key, project, run }) => (run ? [] : [{ id: key.id, project }]));
  const runs: Run[] = [...held, ...(await runsAt(store, places)).map(({ run }) => run)];
  const texts = await textsOf(store, runs);
  return runs.flatMap((run, i) => {
    const own = texts[i];
    return own ? [publicRun(run, own)] : [];
  });
}
