// Shows the client that a path names.
import { publicClient } from '../../domain/public/public-identity.ts';
import type { TenantRecord } from '../../store/identity/clients.ts';
import type { Context } from '../context.ts';

export const fetchClient = async (_: Context, { target }: { target: TenantRecord }) => publicClient(target.client);
