// Lists the training runs of an organization: those of all its clients, which its owners may see.
import { clientsOf } from '../../store/identity/clients.ts';
import type { AccountContext } from '../identity/registry.ts';
import { answerList, type RunListQuery } from './list.ts';

export async function listRunsOfOrganization(
  { directory, caller, now, nextId }: AccountContext,
  { target, query }: { target: string; query: RunListQuery },
) {
  const { table } = directory;
  const clients = await clientsOf(table, target);
  const grounds = clients.map(({ id }) => ({ store: { table, client: id, now, nextId } }));
  return answerList(grounds, query, { development: caller.development, only: null });
}
