// Rows of the route table: organizations, their clients, and who may do what there.

import { inviteIntoClient, listPending, uninviteFromClient } from '../../operations/identity/client-invites.ts';
import {
  addClient,
  createTenant,
  deleteClient,
  listClients,
  loadClientRecord,
  updateClient,
} from '../../operations/identity/clients.ts';
import {
  changeInvite,
  inviteIntoOrganization,
  listInvites,
  loadInvite,
} from '../../operations/identity/organization-invites.ts';
import {
  fetchOrganization,
  listClientPermissions,
  listMemberships,
  listPermissions,
  loadOrganization,
  updateOrganization,
} from '../../operations/identity/organizations.ts';
import { uninvite, uninviteAnywhere } from '../../operations/identity/uninvite.ts';
import { accountRoute } from '../route.ts';
import { clientReply, organizationReply } from '../schemas/account-reply.ts';
import { nothing } from '../schemas/common.ts';
import {
  clientCreate,
  clientInvite,
  clientUpdate,
  emailGiven,
  inviteCreate,
  inviteGiven,
  inviteUpdate,
  organizationUpdate,
} from '../schemas/identity-bodies.ts';
import { inviteReply, membershipReply, pendingPermissionReply, permissionReply } from '../schemas/identity-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';

const group = 'account' as const;
const query = nothing;
const body = nothing;
const organization = '/v1/organizations/{organization}';
const client = '/v1/clients/{client}';
const ofOrganization = { group, load: loadOrganization, query } as const;
const ofClient = { group, load: loadClientRecord, query } as const;

const changeInviteAt = (path: string) =>
  accountRoute({
    ...{ method: 'PUT', path, group, level: 'caller', personOnly: true, query },
    load: loadInvite,
    body: inviteUpdate,
    reply: inviteReply,
    run: changeInvite,
  });

export const organizationRows = [
  accountRoute({
    ...{ ...ofOrganization, method: 'GET', path: organization, level: 'read', body },
    reply: organizationReply,
    run: fetchOrganization,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'PUT', path: organization, level: 'owner', body: organizationUpdate },
    reply: organizationReply,
    run: updateOrganization,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'GET', path: `${organization}/clients`, level: 'read', body },
    reply: pageReply(clientReply),
    run: listClients,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'POST', path: `${organization}/clients`, level: 'owner', body: clientCreate },
    reply: clientReply,
    run: addClient,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'GET', path: `${organization}/memberships`, level: 'owner', body },
    reply: pageReply(membershipReply),
    run: listMemberships,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'GET', path: `${organization}/permissions`, level: 'owner', body },
    reply: pageReply(permissionReply),
    run: listPermissions,
  }),
  accountRoute({
    ...{ ...ofOrganization, method: 'GET', path: `${organization}/invites`, level: 'owner', body },
    reply: pageReply(inviteReply),
    run: listInvites,
  }),
  accountRoute({
    ...{
      ...ofOrganization,
      method: 'POST',
      path: `${organization}/invites`,
      level: 'owner',
      refuses: [409],
      body: inviteCreate,
    },
    reply: inviteReply,
    run: inviteIntoOrganization,
  }),
  accountRoute({
    ...{
      ...ofOrganization,
      method: 'DELETE',
      path: `${organization}/invites`,
      level: 'owner',
      summary: 'Take an invite back',
    },
    query: emailGiven,
    body: emailGiven,
    reply: nothing,
    run: uninvite,
  }),
  changeInviteAt('/v1/invites/{invite}'),
  accountRoute({
    ...{ method: 'DELETE', path: '/v1/invites', group, level: 'caller', personOnly: true },
    summary: 'Take an invite back, in the organization that is named or the only one that the caller owns',
    load: async () => null,
    query: inviteGiven,
    body: inviteGiven,
    reply: nothing,
    run: uninviteAnywhere,
  }),
  accountRoute({
    ...{
      method: 'POST',
      path: '/v1/clients',
      summary: 'Create a client in an organization of its own',
      group,
      level: 'caller',
      personOnly: true,
      query,
    },
    load: async () => null,
    body: clientCreate,
    reply: clientReply,
    run: createTenant,
  }),
  accountRoute({
    ...{ ...ofClient, method: 'PUT', path: client, level: 'admin', body: clientUpdate },
    reply: clientReply,
    run: updateClient,
  }),
  accountRoute({
    ...{ ...ofClient, method: 'DELETE', path: client, level: 'owner', body },
    reply: nothing,
    run: deleteClient,
  }),
  ...['permissions', 'roles'].map((name) =>
    accountRoute({
      ...{ ...ofClient, method: 'GET', path: `${client}/${name}`, level: 'admin', body },
      reply: pageReply(permissionReply),
      run: listClientPermissions,
    }),
  ),
  accountRoute({
    ...{ ...ofClient, method: 'GET', path: `${client}/pending_permissions`, level: 'admin', body },
    reply: pageReply(pendingPermissionReply),
    run: listPending,
  }),
  accountRoute({
    ...{ ...ofClient, method: 'POST', path: `${client}/invites`, level: 'admin', refuses: [409], body: clientInvite },
    reply: pendingPermissionReply,
    run: inviteIntoClient,
  }),
  accountRoute({
    ...{ ...ofClient, method: 'DELETE', path: `${client}/invites`, level: 'admin', summary: 'Take an invite back' },
    query: emailGiven,
    body: emailGiven,
    reply: nothing,
    run: uninviteFromClient,
  }),
];
