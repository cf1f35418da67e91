// Goes through the runs that a list may hold, piece by piece: counts the fields of those that it does hold, and keeps where each stands.
import type { Key } from '../../domain/marker.ts';
import type { Run } from '../../domain/run.ts';
import { type ListedRun, listedRun } from '../../domain/run-field.ts';
import {
  countFields,
  type DefinedField,
  mayBeInList,
  needsTexts,
  placeInList,
  type RunSelection,
} from '../../domain/run-list.ts';
import { textsOf } from '../../store/runs.ts';
import type { TenantStore } from '../../store/tenant.ts';

/** Who looks: a development token sees its own kind alone; `only`: the one user whose runs may be seen, null for everybody's. */
export type Viewer = { readonly development: boolean; readonly only: string | null };

/** Runs of one client. */
export type Source = { readonly store: TenantStore; readonly pieces: AsyncIterable<readonly Run[]> };

/** `run` is null where too many were kept already: it is read again if it is on the page. */
export type Kept = {
  readonly key: Key;
  readonly store: TenantStore;
  readonly project: string;
  readonly run: Run | null;
};

export type Gathered = { readonly kept: readonly Kept[]; readonly fields: readonly DefinedField[] };

/** Runs that are held while a list is gone through; reading a page again costs more than holding so many. */
const held = 2000;

/** A run that is moved to another project meanwhile may come by twice; it is kept once. */
export async function gather(sources: readonly Source[], selection: RunSelection, viewer: Viewer): Promise<Gathered> {
  const kept = new Map<string, Kept>();
  const count = countFields();
  for (const { store, pieces } of sources) {
    for await (const piece of pieces) {
      const fresh = piece.filter((run) => isSeen(run, viewer) && !kept.has(run.id));
      for (const run of await listed(store, fresh, selection)) {
        const key = placeInList(selection, run);
        if (!key) continue;
        count.add(run);
        kept.set(run.id, { key, store, project: run.project, run: kept.size < held ? run : null });
      }
    }
  }
  return { kept: [...kept.values()], fields: count.fields() };
}

const isSeen = ({ development, user }: Run, viewer: Viewer): boolean =>
  (!viewer.development || development) && (viewer.only === null || user === viewer.only);

/** Long texts are read where the list is about them, and only of runs that nothing else leaves out. */
async function listed(store: TenantStore, runs: readonly Run[], selection: RunSelection): Promise<(Run & ListedRun)[]> {
  const blank = runs.map((run) => listedRun(run, null));
  if (!needsTexts(selection)) return blank;
  const candidates = blank.filter((run) => mayBeInList(selection, run));
  const texts = await textsOf(store, candidates);
  return candidates.map((run, i) => listedRun(run, texts[i] ?? null));
}
