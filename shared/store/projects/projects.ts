// Projects of a tenant: the project and the counts of what is in it are two items, because one is written rarely and the other with every run.
import type { Project, ProjectCounts } from '../../domain/projects/project.ts';
import { clientKey, type Key, sortKey } from '../table/keys.ts';
import { putItem } from '../table/single.ts';
import { getMany, type Item, query, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

export type StoredProject = { readonly project: Project; readonly counts: ProjectCounts; readonly version: number };

const projectKey = (client: string, id: string): Key => ({ pk: clientKey(client), sk: sortKey.project(id) });
const countsKey = (client: string, id: string): Key => ({ pk: clientKey(client), sk: sortKey.projectCounts(id) });

const projectItem = (project: Project, version: number): Item => ({
  ...projectKey(project.client, project.id),
  version,
  doc: JSON.stringify(project),
});

const absent = { expression: 'attribute_not_exists(#pk)' };

/** The write that makes a project, for those who make its client in the same transaction. */
export const newProjectWrite = (project: Project): Write => ({ put: projectItem(project, 1), when: absent });

/** False when the client has a project of this id, deleted or not. */
export const saveProject = (store: TenantStore, project: Project): Promise<boolean> =>
  putItem(store.table, projectItem(project, 1), absent);

/** Puts `next` in the place of a project read at `version`. False when somebody else was faster. */
export const replaceProject = (store: TenantStore, next: Project, version: number): Promise<boolean> =>
  putItem(store.table, projectItem(next, version + 1), { expression: '#version = :version', values: { version } });

export async function findProject(store: TenantStore, id: string): Promise<StoredProject | null> {
  const [item, counts] = await getMany(store.table, [projectKey(store.client, id), countsKey(store.client, id)]);
  return item ? parseProject(item, counts ?? null) : null;
}

/** All of the tenant's projects, in no order: they are few, and stand beside each other with their counts. */
export async function listProjects(store: TenantStore): Promise<StoredProject[]> {
  const range = (prefix: string) => ({ pk: clientKey(store.client), from: prefix, to: `${prefix}~` });
  const [items, counts] = await Promise.all([
    query(store.table, range('PROJECT#')),
    query(store.table, range('PCOUNT#')),
  ]);
  const byProject = new Map(counts.map((item) => [item.sk.slice('PCOUNT#'.length), item]));
  return items.map((item) => parseProject(item, byProject.get(item.sk.slice('PROJECT#'.length)) ?? null));
}

function parseProject(item: Item, counts: Item | null): StoredProject {
  const count = (name: string) => (typeof counts?.[name] === 'number' ? counts[name] : 0);
  return {
    project: JSON.parse(item.doc ?? '') as Project,
    counts: { experiments: count('experiments'), runs: count('runs'), touched: count('touched') },
    version: Number(item['version']),
  };
}

type Counted = { readonly experiments?: number; readonly runs?: number };

/** The write that counts what comes into a project or leaves it; `touched` (milliseconds since the epoch) when something is added. */
export const countInProject = (store: TenantStore, id: string, add: Counted, touched: number | null): Write => ({
  update: countsKey(store.client, id),
  change: { add: { ...add }, ...(touched === null ? {} : { set: { touched: Math.floor(touched / 1000) } }) },
  label: 'project',
});
