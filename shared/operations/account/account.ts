// What a token may read of its own account: itself, its client, its organization.
import { notFound } from '../../domain/problem.ts';
import { publicClient, publicOrganization, publicToken } from '../../domain/public-identity.ts';
import { findOrganization, type TenantRecord } from '../../store/clients.ts';
import type { Context } from '../context.ts';
import type { AccountContext } from '../identity/registry.ts';
import { findRights } from '../identity/rights.ts';

/** A token can read only itself, by `self` or by its own text. */
export async function loadToken({ caller }: AccountContext, path: Readonly<Record<string, string>>): Promise<null> {
  const { token } = path;
  if (token === 'self' || token === caller.presented) return null;
  throw notFound('token', 'given in the path');
}

export async function fetchToken({ caller, directory }: AccountContext) {
  const { token, presented } = caller;
  const rights = token.user !== null && token.tenant ? await findRights(directory, token, token.tenant) : null;
  return publicToken(token, presented, rights?.level);
}

export const fetchClient = async (_: Context, { target }: { target: TenantRecord }) => publicClient(target.client);

export async function loadOrganization({ directory }: AccountContext, path: Readonly<Record<string, string>>) {
  const { organization: id = '' } = path;
  const found = await findOrganization(directory.table, id);
  if (!found) throw notFound('organization', id);
  return found;
}

export const fetchOrganization = async (
  _: AccountContext,
  { target }: { target: Awaited<ReturnType<typeof loadOrganization>> },
) => publicOrganization(target);
