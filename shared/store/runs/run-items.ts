// A training run as items: the run in its project, where lists find it; beside it a place, by which its id finds it, and its long texts.
//
//   C#c#P#<project>  RUN#17   version, checkpoints, files, doc every change raises the version
//   C#c#R#17         PLACE    project                          read first where only the id is known
//   C#c#R#17         TEXTS    doc: source code, logs           only where there are some
//   C#c#R#17         CHECK#18 doc                              a checkpoint
//   (see curves)     CURVE#17 values                           only with a checkpoint
//   C#c#E#<exp>      RUN#17   project                          only of a run of an experiment
import { noTexts, type Run, type RunTexts } from '../../domain/runs/run.ts';
import { experimentKey, idOf, type Key, projectKey, runKey, sortKey } from '../table/keys.ts';
import type { Item } from '../table/table.ts';

/** A run with its version: whoever changes it says which one it has read. */
export type StoredRun = { readonly run: Run; readonly version: number };

export const runItemKey = ({ client, project, id }: Pick<Run, 'client' | 'project' | 'id'>): Key => ({
  pk: projectKey(client, project),
  sk: sortKey.run(id),
});
export const placeKey = (client: string, id: string): Key => ({ pk: runKey(client, id), sk: sortKey.place });
export const textsKey = (client: string, id: string): Key => ({ pk: runKey(client, id), sk: sortKey.texts });

/** The number of checkpoints, the ids of files, and whether the run has reported, stand outside of the document, so that one more is noted without reading the run. */
export function runItem(run: Run, version: number): Item {
  const { id: _, checkpoints, files, ...doc } = run;
  return {
    ...{ ...runItemKey(run), version, doc: JSON.stringify(doc) },
    ...(checkpoints > 0 ? { checkpoints } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...(run.observation === null ? {} : { reported: true }),
  };
}

export const parseRun = (item: Item): StoredRun => ({
  run: {
    ...(JSON.parse(item.doc ?? '') as Omit<Run, 'id' | 'checkpoints' | 'files'>),
    id: idOf(item.sk),
    checkpoints: typeof item['checkpoints'] === 'number' ? item['checkpoints'] : 0,
    files: Array.isArray(item['files']) ? item['files'].map(String) : [],
  },
  version: Number(item['version']),
});

export const placeItem = ({ client, id, project }: Run): Item => ({ ...placeKey(client, id), project });

export const textsItem = ({ client, id }: Run, texts: RunTexts): Item => ({
  ...textsKey(client, id),
  doc: JSON.stringify(texts),
});

export const parseTexts = (item: Item | null | undefined): RunTexts =>
  item?.doc ? (JSON.parse(item.doc) as RunTexts) : noTexts;

/** By which an experiment knows its runs. */
export const pointerItem = ({ client, id, project }: Run, experiment: string): Item => ({
  pk: experimentKey(client, experiment),
  sk: sortKey.run(id),
  project,
});
