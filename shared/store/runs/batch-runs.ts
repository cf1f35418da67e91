// Many runs of a project at once: in one transaction where they fit, else written hidden, and made visible and counted by one.
//
//   BATCH pending, IDS ── ids claimed (WHERE) ── places, texts, runs, hidden ── flip: BATCH visible + count ── answer
//        └── crash or clash of ids: the sweeper removes all that IDS names            └── 15 min later it takes the marks off the runs
import { tryAgain } from '../../domain/problem.ts';
import type { Run, RunTexts } from '../../domain/runs/run.ts';
import { flipOf, giveUp, pendingBatch, retire } from '../batches.ts';
import { countInProject } from '../projects/projects.ts';
import { idOf, projectKey, sortKey, whereKey } from '../table/keys.ts';
import { inLanes } from '../table/lanes.ts';
import { updateItem, writeMany } from '../table/single.ts';
import { get, getMany, type Item, query, transact, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { placeKey, runItemKey, textsKey } from './run-items.ts';
import { runPuts } from './runs.ts';

type NewRun = { readonly run: Run; readonly texts: RunTexts };

/** Writes of one transaction (DynamoDB allows 100), and bytes (4 MB). */
const most = { writes: 90, bytes: 3_000_000 };
const absent = { expression: 'attribute_not_exists(#pk)' };

/** Runs of one project that belong to no experiment; their ids are this process's own, rising. All of them, or none. */
export async function createRuns(store: TenantStore, project: string, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  const items = runs.map(({ run, texts }) => runPuts(run, texts));
  const bytes = Buffer.byteLength(JSON.stringify(items));
  const count = countOf(store, project, runs);
  if (items.flat().length + 1 > most.writes || bytes > most.bytes) return createHidden(store, project, runs, items);
  const puts = items.flat().map((put): Write => ({ put, when: absent }));
  if (!(await transact(store.table, [...puts, ...count])).done) throw clash();
}

const clash = () => tryAgain('Others made objects with the same ids at the same moment.');

function countOf(store: TenantStore, project: string, runs: readonly NewRun[]): Write[] {
  const shown = runs.filter(({ run }) => !run.deleted).length;
  return shown === 0 ? [] : [countInProject(store, project, { runs: shown }, store.now())];
}

const isWhere = ({ sk }: Item): boolean => sk === whereKey('').sk;

async function createHidden(
  store: TenantStore,
  project: string,
  runs: readonly NewRun[],
  items: readonly (readonly Item[])[],
): Promise<void> {
  const { table } = store;
  const pk = projectKey(store.client, project);
  const batch = store.nextId();
  const ids = runs.map(({ run }) => run.id);
  await writeMany(table, [
    { put: pendingBatch(pk, batch, {}, store.now(), batch) },
    { put: { pk, sk: sortKey.idsOfBatch(batch), doc: JSON.stringify(ids) } },
  ]);
  const marked = items.flat().map((item) => (isWhere(item) || item.pk === pk ? { ...item, batch } : item));
  await inLanes(pieces(marked.filter(isWhere), most.writes), async (claims) => {
    const writes = claims.map((put): Write => ({ put, when: absent }));
    if (!(await transact(table, writes)).done) throw clash();
  });
  const rest = marked.filter((item) => !isWhere(item)).map((put) => ({ put }));
  await inLanes(pieces(rest, 100), (some) => writeMany(table, some));
  const outcome = await transact(table, [flipOf(pk, batch), ...countOf(store, project, runs)]);
  if (!outcome.done) throw new Error(`batch ${batch} was given up while it was written`);
}

const pieces = <Value>(all: readonly Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** What the sweeper does with a batch whose time has come: finish a visible one, remove an abandoned one. May be repeated. */
export async function settleRuns(store: TenantStore, project: string, batch: Item): Promise<void> {
  const { table } = store;
  const { pk } = batch;
  const name = idOf(batch.sk);
  const list = await get(table, { pk, sk: sortKey.idsOfBatch(name) });
  const ids = JSON.parse(list?.doc ?? '[]') as string[];
  if (batch['visible'] !== true) {
    if (!(await giveUp(table, batch))) return;
    await inLanes(pieces(ids, 100), (some) => removeRuns(store, project, name, some));
    return writeMany(table, [...(list ? [{ remove: list }] : []), { remove: batch }]);
  }
  await unmark(store, pk, name, ids);
  await retire(table, batch, store.now());
  if (list) await writeMany(table, [{ remove: list }]);
}

/** An id that this batch has not claimed may be somebody else's. The claim goes last: without it nobody would know of the rest. */
async function removeRuns({ table, client }: TenantStore, project: string, batch: string, ids: readonly string[]) {
  const claims = await getMany(table, ids.map(whereKey));
  const ours = ids.filter((_, i) => claims[i]?.['batch'] === batch);
  const keys = ours.flatMap((id) => [runItemKey({ client, project, id }), placeKey(client, id), textsKey(client, id)]);
  await writeMany(
    table,
    keys.map((key) => ({ remove: key })),
  );
  await writeMany(
    table,
    ours.map((id) => ({ remove: whereKey(id) })),
  );
}

/** One that was changed since has no mark any more. */
async function unmark({ table }: TenantStore, pk: string, batch: string, ids: readonly string[]): Promise<void> {
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return;
  const items = await query(table, { pk, from: sortKey.run(first), to: sortKey.run(last) });
  await inLanes(
    items.filter((item) => item['batch'] === batch),
    (item) => updateItem(table, item, { remove: ['batch'] }, { expression: '#batch = :batch', values: { batch } }),
  );
}
