// Rows of the route table: what a token may read of its own account.
import * as z from 'zod';
import {
  fetchClient,
  fetchOrganization,
  fetchToken,
  loadOrganization,
  loadToken,
} from '../../operations/account/account.ts';
import { fetchUsage } from '../../operations/account/usage.ts';
import { loadClient } from '../../operations/load.ts';
import { accountRoute, route } from '../route.ts';
import { clientReply, organizationReply, tokenReply } from '../schemas/account-reply.ts';
import { nothing } from '../schemas/common.ts';
import { usageQuery } from '../schemas/queries.ts';
import { rawReply } from '../schemas/raw-reply.ts';
import { usageReply } from '../schemas/usage-reply.ts';

const read = { method: 'GET', group: 'account', level: 'read', query: nothing, body: nothing } as const;

export const accountRows = [
  accountRoute({
    ...read,
    level: 'caller',
    path: '/v1/tokens/{token}',
    load: loadToken,
    reply: tokenReply,
    run: fetchToken,
  }),
  route({ ...read, path: '/v1/clients/{client}', load: loadClient, reply: clientReply, run: fetchClient }),
  accountRoute({
    ...read,
    path: '/v1/organizations/{organization}',
    load: loadOrganization,
    reply: organizationReply,
    run: fetchOrganization,
  }),
  route({
    ...read,
    path: '/v1/clients/{client}/usage',
    summary: 'What a client used in a month, and what that comes to',
    load: loadClient,
    query: usageQuery,
    reply: z.union([usageReply, rawReply('text/csv; charset=utf-8')]),
    run: fetchUsage,
  }),
];
