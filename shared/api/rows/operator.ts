// Rows of the operator's door: only in deployments that have it, and only for the operator's token.
import { listUses } from '../../operations/operator/audit.ts';
import { eraseOrganization } from '../../operations/operator/erase.ts';
import { exportOrganization } from '../../operations/operator/export.ts';
import { readIdle } from '../../operations/operator/idle.ts';
import {
  createOrganization,
  fetchOrganization,
  listOrganizations,
  resumeOrganization,
  suspendOrganization,
} from '../../operations/operator/organizations.ts';
import { listRootTokens, revokeRootToken, rotateRootToken } from '../../operations/operator/root-tokens.ts';
import { listUsage } from '../../operations/operator/usage.ts';
import { createMembership, createPermission, createUser } from '../../operations/operator/users.ts';
import { operatorRoute } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import {
  auditQuery,
  clientsUsageQuery,
  clientsUsageReply,
  erasedReply,
  exportQuery,
  exportReply,
  idleReply,
  membershipCreate,
  membershipMade,
  organizationCreate,
  organizationMade,
  organizationSeen,
  organizationsSeen,
  permissionCreate,
  permissionMade,
  rootTokenRotated,
  rootTokensSeen,
  userCreate,
  userMade,
  usesReply,
} from '../schemas/operator.ts';
import { pageQuery } from '../schemas/queries.ts';

const query = nothing;
const body = nothing;
const all = '/v1/operator/organizations';
const one = '/v1/operator/organizations/{organization}';
const roots = '/v1/operator/clients/{client}/root_tokens';

export const operatorRows = [
  operatorRoute({
    ...{ method: 'POST', path: '/v1/operator/users', refuses: [409], query },
    body: userCreate,
    reply: userMade,
    run: createUser,
  }),
  operatorRoute({
    ...{ method: 'POST', path: all, query },
    body: organizationCreate,
    reply: organizationMade,
    run: createOrganization,
  }),
  operatorRoute({
    ...{ method: 'POST', path: '/v1/operator/memberships', summary: 'Put a user into an organization', query },
    body: membershipCreate,
    reply: membershipMade,
    run: createMembership,
  }),
  operatorRoute({
    ...{ method: 'POST', path: '/v1/operator/permissions', summary: 'Let a user into a client', query },
    body: permissionCreate,
    reply: permissionMade,
    run: createPermission,
  }),
  operatorRoute({
    ...{ method: 'GET', path: '/v1/operator/idle', summary: 'Is no background work left', query, body },
    reply: idleReply,
    run: readIdle,
  }),
  operatorRoute({
    ...{ method: 'GET', path: all, body },
    query: pageQuery,
    reply: organizationsSeen,
    run: listOrganizations,
  }),
  operatorRoute({
    ...{ method: 'GET', path: one, query, body },
    reply: organizationSeen,
    run: fetchOrganization,
  }),
  operatorRoute({
    ...{ method: 'POST', path: `${one}/suspend`, summary: 'Suspend an organization', query, body },
    reply: organizationSeen,
    run: suspendOrganization,
  }),
  operatorRoute({
    ...{ method: 'POST', path: `${one}/resume`, summary: 'Resume an organization', query, body },
    reply: organizationSeen,
    run: resumeOrganization,
  }),
  operatorRoute({
    ...{
      method: 'GET',
      path: `${one}/export`,
      summary: 'Take all data of an organization along, piece by piece',
      body,
    },
    query: exportQuery,
    reply: exportReply,
    run: exportOrganization,
  }),
  operatorRoute({
    ...{
      method: 'GET',
      path: '/v1/operator/usage',
      summary: 'What every client used in a month, deleted and suspended ones too',
      body,
    },
    query: clientsUsageQuery,
    reply: clientsUsageReply,
    run: listUsage,
  }),
  operatorRoute({
    ...{ method: 'DELETE', path: one, summary: 'Erase an organization for good', query, body },
    reply: erasedReply,
    run: eraseOrganization,
  }),
  operatorRoute({
    ...{ method: 'GET', path: roots, summary: "List a client's tokens that belong to nobody", query, body },
    reply: rootTokensSeen,
    run: listRootTokens,
  }),
  operatorRoute({
    ...{ method: 'POST', path: `${roots}/{root}/rotate`, summary: 'Give a root token a new text', query, body },
    reply: rootTokenRotated,
    run: rotateRootToken,
  }),
  operatorRoute({
    ...{ method: 'DELETE', path: `${roots}/{root}`, summary: 'Revoke a root token', query, body },
    reply: nothing,
    run: revokeRootToken,
  }),
  operatorRoute({
    ...{ method: 'GET', path: '/v1/operator/audit', summary: "List the operator's uses of a month", body },
    query: auditQuery,
    reply: usesReply,
    run: listUses,
  }),
];
