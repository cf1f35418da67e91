// Makes users, and says what they may do.

import { checkEmail, checkPassword, type MembershipType, type User } from '../../domain/identity/user.ts';
import { checkTitle } from '../../domain/name.ts';
import { invalid, tryAgain } from '../../domain/problem.ts';
import { hashPassword } from '../../platform/password.ts';
import { findClient, findOrganization } from '../../store/identity/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import { setMembership } from '../../store/identity/memberships.ts';
import { findUser, newUser } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { addressTaken, freshUser } from '../identity/fresh-user.ts';
import { lookAt, permit } from '../identity/permit.ts';
import { userToken } from '../identity/user-token.ts';
import type { OperatorContext } from './context.ts';

type NewUser = { readonly email: string; readonly password: string; readonly name?: string | undefined };

/** A user whose address counts as verified: the operator vouches for it. */
export async function createUser(context: OperatorContext, { body }: { body: NewUser }) {
  const email = checkEmail(body.email);
  const name = checkTitle(body.name ?? email, 'name');
  const user: User = { ...freshUser(context, email, name), verified: true };
  const password = await hashPassword(checkPassword(body.password));
  if (!(await commit(context.directory, newUser(context.directory, user, password))).done) throw addressTaken(email);
  return { user: user.id, token: (await userToken(context, user.id)).token };
}

export type Permitted = 'none' | 'read' | 'write' | 'admin';

type NewMembership = { readonly user: string; readonly organization: string; readonly membership_type: MembershipType };

export async function createMembership(context: OperatorContext, { body }: { body: NewMembership }) {
  const { user, organization, membership_type } = body;
  await knownUser(context, user);
  if (!(await findOrganization(context.directory.table, organization)))
    throw invalid('organization', organization, 'is no organization', 'GET /v1/operator/organizations lists them.');
  await commit(context.directory, setMembership(context.directory, user, organization, membership_type));
  return { user, organization, membership_type };
}

type NewPermission = { readonly user: string; readonly client: string; readonly permission: Permitted };

/** Who gets a permission becomes a member of the client's organization, if that is not so already. */
export async function createPermission(context: OperatorContext, { body }: { body: NewPermission }) {
  const { directory } = context;
  const { user, permission } = body;
  await knownUser(context, user);
  const client = await findClient(directory.table, body.client);
  if (!client) throw invalid('client', body.client, 'is no client', 'GET /v1/operator/organizations lists them.');
  const { organization } = client;
  const given = { user, client: client.id, organization, level: permission };
  await untilDone(
    async () => (await permit(directory, given, await lookAt(directory, given))) || undefined,
    () => tryAgain('What this user may do is being changed by others.'),
  );
  return { user, client: client.id, permission };
}

/** Throws a 400 when there is no such user. */
export async function knownUser({ directory }: OperatorContext, user: string): Promise<void> {
  if (!(await findUser(directory, user)))
    throw invalid('user', user, 'is no user', 'Send an id that POST /v1/operator/users gave.');
}
