// Finds the project that a path names, in the caller's tenant.
import { invalid, notFound } from '../../domain/problem.ts';
import { findProject, type StoredProject } from '../../store/projects/projects.ts';
import type { Context } from '../context.ts';

type Path = Readonly<Record<string, string>>;

/** The caller's own client, when the path names it; reads nothing. */
function ownClient(context: Context, path: Path): null {
  const client = path['client'] ?? '';
  if (client !== context.store.client) throw notFound('client', client);
  return null;
}

export const loadOwnClient = async (context: Context, path: Path): Promise<null> => ownClient(context, path);

export async function loadProject(context: Context, path: Path): Promise<StoredProject> {
  ownClient(context, path);
  const id = path['project'] ?? '';
  const found = await findProject(context.store, id);
  if (!found) throw notFound('project', id);
  return found;
}

/** Throws the 400 when a body puts something into a project that the client does not have. */
export async function requireProject(context: Context, id: string | null): Promise<void> {
  if (id === null || (await findProject(context.store, id))) return;
  throw invalid('project', id, 'is no project of this client', 'Create it first: POST /v1/clients/CLIENT/projects.');
}
