// Rows of the route table: tokens, and what a client is and used.
import * as z from 'zod';
import { fetchClient } from '../../operations/account/client.ts';
import { fetchUsage } from '../../operations/account/usage.ts';
import { listClientTokens, loadTenant } from '../../operations/identity/client-tokens.ts';
import { shareExperiment } from '../../operations/identity/guest-token.ts';
import { signUpLink } from '../../operations/identity/sign-up-link.ts';
import { changeToken, fetchToken, loadToken, revokeToken } from '../../operations/identity/tokens.ts';
import { loadClient, loadExperiment } from '../../operations/load.ts';
import { accountRoute, route } from '../route.ts';
import { clientReply, tokenReply } from '../schemas/account-reply.ts';
import { nothing } from '../schemas/common.ts';
import { tokenBody } from '../schemas/identity-bodies.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { usageQuery } from '../schemas/queries.ts';
import { rawReply } from '../schemas/raw-reply.ts';
import { usageReply } from '../schemas/usage-reply.ts';

const group = 'account' as const;
const query = nothing;
const body = nothing;
const read = { method: 'GET', group, level: 'read', query, body } as const;
const token = { path: '/v1/tokens/{token}', group, level: 'caller', load: loadToken, query } as const;

export const accountRows = [
  accountRoute({ ...token, method: 'GET', body, reply: tokenReply, run: fetchToken }),
  accountRoute({
    ...token,
    method: 'PUT',
    summary: 'Rotate, renew or change a token',
    body: tokenBody,
    reply: tokenReply,
    run: changeToken,
  }),
  accountRoute({ ...token, method: 'DELETE', summary: 'Revoke a token', body, reply: nothing, run: revokeToken }),
  accountRoute({
    ...{ ...read, personOnly: true },
    path: '/v1/clients/{client}/tokens',
    load: loadTenant,
    reply: pageReply(tokenReply),
    run: listClientTokens,
  }),
  accountRoute({
    ...{ method: 'POST', group, level: 'admin', personOnly: true, query, body },
    path: '/v1/clients/{client}/tokens',
    summary: 'Get the sign-up link of a client, made when first asked for',
    load: loadTenant,
    reply: tokenReply,
    run: signUpLink,
  }),
  route({
    ...{ method: 'POST', group, level: 'write', query, body },
    path: '/v1/experiments/{experiment}/tokens',
    summary: 'Create a guest token, which shows this experiment alone',
    load: loadExperiment,
    reply: tokenReply,
    run: shareExperiment,
  }),
  route({ ...read, path: '/v1/clients/{client}', load: loadClient, reply: clientReply, run: fetchClient }),
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
