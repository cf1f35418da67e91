// What a token may read of its own account: itself, its client, its organization.
import { notFound } from '../../domain/problem.ts';
import { publicClient, publicOrganization, publicToken } from '../../domain/public.ts';
import type { TenantRecord } from '../../store/clients.ts';
import type { Context } from '../context.ts';

/** A token can read only itself, by `self` or by its own text. */
export async function loadToken(context: Context, path: Readonly<Record<string, string>>): Promise<null> {
  const { token } = path;
  if (token === 'self' || token === context.identity.presented) return null;
  throw notFound('token', 'given in the path');
}

export const fetchToken = async ({ identity }: Context) => publicToken(identity.token, identity.presented);

export const fetchClient = async (_: Context, { target }: { target: TenantRecord }) => publicClient(target.client);

export const fetchOrganization = async (_: Context, { target }: { target: TenantRecord }) =>
  publicOrganization(target.organization);
