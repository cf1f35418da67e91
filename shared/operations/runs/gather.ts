// Goes through the runs that a list may hold, piece by piece: counts the fields of those that it does hold, and keeps where each stands.
import type { Key } from '../../domain/marker.ts';
import type { Run } from '../../domain/runs/run.ts';
import { type ListedRun, listedRun } from '../../domain/runs/run-field.ts';
import {
  countFields,
  type DefinedField,
  mayBeInList,
  needsTexts,
  placeInList,
  type RunSelection,
} from '../../domain/runs/run-list.ts';
import type { ListedItem } from '../../store/runs/run-lists.ts';
import { textsOf } from '../../store/runs/runs.ts';
import type { TenantStore } from '../../store/tenant.ts';

/** Who looks: a development token sees its own kind alone; `only`: the one user whose runs may be seen, null for everybody's. */
export type Viewer = { readonly development: boolean; readonly only: string | null };

/** Runs of one client. */
export type Source = { readonly store: TenantStore; readonly pieces: AsyncIterable<readonly ListedItem[]> };

/** `run` is null where too many were kept already: it is read again if it is on the page. */
export type Kept = {
  readonly key: Key;
  readonly store: TenantStore;
  readonly project: string;
  readonly run: Run | null;
};

export type Gathered = { readonly kept: readonly Kept[]; readonly fields: readonly DefinedField[] };

/** Characters of runs that are held while a list is gone through, so that most pages need not be read again. */
const mostHeld = 20_000_000;

/** A run that is moved to another project meanwhile may come by twice; it is kept once. */
export async function gather(sources: readonly Source[], selection: RunSelection, viewer: Viewer): Promise<Gathered> {
  const kept = new Map<string, Kept>();
  const count = countFields();
  let held = 0;
  for (const { store, pieces } of sources) {
    for await (const piece of pieces) {
      const fresh = piece.filter(({ run }) => isSeen(run, viewer) && !kept.has(run.id));
      for await (const candidates of withTexts(store, fresh, selection)) {
        for (const { item, run } of candidates) {
          const key = placeInList(selection, run);
          if (!key) continue;
          count.add(run);
          held += item.size;
          kept.set(run.id, { key, store, project: run.project, run: held <= mostHeld ? item.run : null });
        }
      }
    }
  }
  return { kept: [...kept.values()], fields: count.fields() };
}

const isSeen = ({ development, user }: Run, viewer: Viewer): boolean =>
  (!viewer.development || development) && (viewer.only === null || user === viewer.only);

/** An item, and what the list looks at of it. */
type Candidate = { readonly item: ListedItem; readonly run: Run & ListedRun };

/** Runs whose long texts are read at once: one may have 350 kB of them. */
const chunk = 100;

/** Long texts are read where the list is about them, and only of runs that nothing else leaves out. */
async function* withTexts(
  store: TenantStore,
  items: readonly ListedItem[],
  selection: RunSelection,
): AsyncGenerator<Candidate[]> {
  const blank = items.map((item) => ({ item, run: listedRun(item.run, null) }));
  if (!needsTexts(selection)) return yield blank;
  const candidates = blank.filter(({ run }) => mayBeInList(selection, run));
  for (let i = 0; i < candidates.length; i += chunk) {
    const some = candidates.slice(i, i + chunk).map(({ item }) => item);
    const texts = await textsOf(
      store,
      some.map(({ run }) => run),
    );
    yield some.map((item, j) => ({ item, run: listedRun(item.run, texts[j] ?? null) }));
  }
}
