// Projects of the caller's client: create, show, list, change.
import { type PageQuery, pageRequest } from '../../domain/page.ts';
import { problem } from '../../domain/problem.ts';
import {
  newProject,
  type Project,
  type ProjectInput,
  type ProjectUpdate,
  publicProject,
  updateProject,
} from '../../domain/projects/project.ts';
import {
  findProject,
  listProjects,
  replaceProject,
  type StoredProject,
  saveProject,
} from '../../store/projects/projects.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { Context } from '../context.ts';
import { fittingPage, publicPage } from '../page.ts';
import { untilStored } from '../until-stored.ts';

const show = ({ project, counts }: StoredProject) => publicProject(project, counts);

export async function createProject(context: Context, { body }: { body: ProjectInput }) {
  const { store, identity } = context;
  const created = Math.floor(context.now() / 1000);
  const project = newProject(body, { serial: store.nextId(), client: store.client, user: identity.user, created });
  if (!(await saveProject(store, project)) && !(await isStored(store, project))) throw taken(project.id);
  return publicProject(project, { experiments: 0, runs: 0, touched: 0 });
}

/** The store's client repeats a write whose answer was lost, and finds the project that it has made. */
const isStored = async (store: TenantStore, { id, serial }: Project): Promise<boolean> =>
  (await findProject(store, id))?.project.serial === serial;

function taken(id: string) {
  const [rule, fix] = ['is taken: this client has a project of that id', 'Choose another id, or use that project.'];
  return problem(409, `Invalid id (${id}): ${rule}. ${fix}`, { errors: [{ field: 'id', value: id, rule, fix }] });
}

export const fetchProject = async (_: Context, { target }: { target: StoredProject }) => show(target);

export async function changeProject(
  context: Context,
  { target, body }: { target: StoredProject; body: ProjectUpdate },
) {
  const { store } = context;
  const { id } = target.project;
  return untilStored({ kind: 'project', id, read: () => findProject(store, id) }, target, async (found) => {
    const project = updateProject(found.project, body, Math.floor(context.now() / 1000));
    return (await replaceProject(store, project, found.version)) ? show({ ...found, project }) : null;
  });
}

export type ProjectListQuery = PageQuery & {
  readonly sort: 'created' | 'updated';
  readonly user?: string | undefined;
  readonly deleted?: boolean | undefined;
};

/** Deleted ones are listed where they are asked for. */
export async function listAllProjects(context: Context, { query }: { query: ProjectListQuery }) {
  const { user, deleted = false } = query;
  const kept = (await listProjects(context.store)).filter(
    ({ project }) => project.deleted === deleted && (user === undefined || project.user === user),
  );
  const shown = kept.map((stored) => ({ serial: stored.project.serial, ...show(stored) }));
  const page = fittingPage(shown, pageRequest(query, 1), (project) => ({
    sort: [project[query.sort]],
    id: project.serial,
  }));
  return publicPage(page, ({ serial: _, ...project }) => project);
}
