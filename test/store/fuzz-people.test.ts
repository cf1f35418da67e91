// Every route about people, and of the operator's door, under requests that nobody should send. CAIRN_SEED repeats a run, CAIRN_RUNS sets how many
// requests each route gets.
import { paginateScan } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Route } from '../../shared/api/route.ts';
import { routesOf } from '../../shared/api/routes.ts';
import { nothing } from '../../shared/api/schemas/common.ts';
import { fromAttributes } from '../../shared/store/table/attributes.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';
import { bodies, queries, wrongIds } from '../kit/hostile.ts';

const seed = Number(process.env['CAIRN_SEED'] ?? Date.now() % 1_000_000);
type Row = Extract<Route, { kind: 'account' | 'visitor' | 'operator' }>;
const rows = routesOf({ operator: true }).filter((row): row is Row => row.kind !== undefined);

// A database for each route: after every refusal all that is stored is read, which is little as long as it is of one route.
let front: Front;
beforeEach(async () => {
  front = await makeFront();
});
afterEach(() => front?.world.database.stop());

type Name = 'user' | 'client' | 'organization' | 'invite' | 'token' | 'root' | 'person' | 'email';
type Objects = Readonly<Record<Name, string>>;

/** An owner of an organization, with a client, an invite and a guest's token; `person` is the owner's own token. */
async function objects(): Promise<Objects> {
  const email = newAddress();
  const { user, token: person } = await front.operate('POST', 'users', { email, password, name: 'Owner' });
  const { organization, client, token: api } = await front.operate('POST', 'organizations', { name: 'Org', user });
  const invite = await front.made('POST', `/v1/organizations/${organization}/invites`, person, {
    ...{ email: newAddress(), membership_type: 'member', client_invites: [{ id: client, role: 'user' }] },
  });
  const experiment = await front.made('POST', '/v1/experiments', api, {
    ...{ name: 'seen by a guest', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] },
  });
  const { token } = await front.made('POST', `/v1/experiments/${experiment.id}/tokens`, person, {});
  // No client has both an owner with a token and a root token, so this one is another's: to name it here is a 404.
  const nobodys = await front.operate('POST', 'organizations', { name: 'Nobody' });
  const [root] = (await front.operate('GET', `clients/${nobodys.client}/root_tokens`)).data;
  return { user, client, organization, invite: invite.id, token, root: root.id, person, email };
}

/** What each route takes; those that are not named here take nothing. */
const good: Readonly<Record<string, (ids: Objects) => object>> = {
  'PUT /v1/tokens/{token}': () => ({ token: 'rotate', expires: 'renew' }),
  'POST /v1/sessions': ({ email }) => ({ email, password }),
  'PUT /v1/sessions': () => ({ old_password: password, new_password: `${password}x` }),
  'POST /v1/users': () => ({ email: newAddress(), password, name: 'New', client_name: 'Own', edu: false }),
  'PUT /v1/users/{user}': () => ({
    ...{ name: 'Changed', email: newAddress(), password, show_welcome: true, educational_user: false },
    planned_usage: { track: true, optimize: false },
  }),
  'DELETE /v1/users/{user}': () => ({ password }),
  'POST /v1/users/{user}/permissions': ({ client }) => ({ client }),
  'POST /v1/verifications': ({ email }) => ({ email }),
  'PUT /v1/organizations/{organization}': ({ client }) => ({
    ...{ name: 'Changed', email_domains: ['example.org'], client_for_email_signup: client },
    allow_signup_from_email_domains: true,
  }),
  'POST /v1/organizations/{organization}/clients': () => ({
    ...{ name: 'Another', client_security: { allow_users_to_see_experiments_by_others: false } },
  }),
  'POST /v1/organizations/{organization}/invites': ({ client }) => ({
    ...{ email: newAddress(), membership_type: 'member', client_invites: [{ id: client, role: 'admin' }] },
  }),
  'DELETE /v1/organizations/{organization}/invites': ({ email }) => ({ email }),
  'DELETE /v1/invites': ({ email, organization }) => ({ email, organization }),
  'PUT /v1/invites/{invite}': ({ client }) => ({
    ...{ membership_type: 'member', client_invites: [{ id: client, role: 'read-only', old_role: 'user' }] },
  }),
  'POST /v1/clients': () => ({ name: 'Tenant' }),
  'PUT /v1/clients/{client}': () => ({
    ...{ name: 'Changed', client_security: { allow_users_to_see_experiments_by_others: true } },
  }),
  'POST /v1/clients/{client}/invites': () => ({ email: newAddress(), role: 'user' }),
  'DELETE /v1/clients/{client}/invites': ({ email }) => ({ email }),
  'POST /v1/operator/users': () => ({ email: newAddress(), password, name: 'New' }),
  'POST /v1/operator/organizations': ({ user }) => ({
    ...{ name: 'New', client_name: 'Team', user, membership_type: 'member', permission: 'write', development: false },
  }),
  'POST /v1/operator/memberships': ({ user, organization }) => ({ user, organization, membership_type: 'member' }),
  'POST /v1/operator/permissions': ({ user, client }) => ({ user, client, permission: 'read' }),
};

const wordsOf = (row: Row, ids: Objects) => good[`${row.method} ${row.path}`]?.(ids) ?? {};

/** Everything that is stored, but for the operator's records and the counters of attempts, which refused requests write too. */
async function stored(): Promise<string[]> {
  const { table, tokens } = front.world.database;
  const found: string[] = [];
  for (const { db: client, name: TableName } of [table, tokens])
    for await (const { Items = [] } of paginateScan({ client }, { TableName }))
      for (const item of Items.map(fromAttributes))
        if (!/^[AL]#/.test(String(item['pk'])))
          found.push(JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))));
  return found.sort();
}

const isOperators = ({ kind }: Row): boolean => kind === 'operator';

/** Statuses a refusal may have; the door of attempts closes after five. */
const refusals = [400, 401, 403, 404, 405, 409, 422, 429];

describe(`seed ${seed}`, () => {
  // Guarantee: whatever is sent, the answer is a success or a 4xx with message and status, never a 5xx, and what was refused has changed nothing.
  test.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', async (_name, row) => {
    let ids = await objects();
    let before: string[] | null = null;
    const takesBody = row.body !== nothing;
    const swaps = fc.option(fc.tuple(fc.nat(), fc.oneof(wrongIds, fc.constantFrom(...Object.values(ids)))), {
      freq: 4,
    });
    // A body is made of the row's words; what its own objects are called is filled in when it is sent.
    const named = bodies(wordsOf(row, ids));
    await fc.assert(
      fc.asyncProperty(
        swaps,
        queries,
        takesBody ? named : fc.constant(''),
        fc.boolean(),
        async (swap, search, body, anon) => {
          const variables = row.path.match(/\{\w+\}/g) ?? [];
          const wrong = swap && variables.length > 0 ? variables[swap[0] % variables.length] : undefined;
          const path = row.path.replace(/\{(\w+)\}/g, (variable, name: keyof Objects) =>
            variable === wrong && swap ? swap[1] : ids[name],
          );
          if (row.method !== 'GET') before ??= await stored();
          const operator = await front.world.service.operatorToken();
          const token = isOperators(row) ? operator : row.kind === 'visitor' && anon ? null : ids.person;
          const reply = await front.transmit(row.method, `${path}?${search}`, token, body);
          const answer = reply.body === '' ? null : JSON.parse(reply.body);
          if (reply.statusCode !== 200) {
            expect([refusals, answer]).toEqual([
              expect.arrayContaining([reply.statusCode]),
              expect.objectContaining({ status: reply.statusCode, message: expect.stringMatching(/./) }),
            ]);
            if (row.method !== 'GET') expect(await stored()).toEqual(before);
          } else if (row.method !== 'GET') {
            ids = await objects();
            before = null;
          }
        },
      ),
      { seed, numRuns: Number(process.env['CAIRN_RUNS'] ?? (takesBody ? 7 : 3)) },
    );
  });
});
