// One organization: looked at by its members, changed by its owners; who is in it, and who may do what.
import { type Client, type Organization, reaches } from '../../domain/identity/identity.ts';
import { checkTitle } from '../../domain/name.ts';
import { invalid, notFound } from '../../domain/problem.ts';
import { publicOrganization } from '../../domain/public/public-identity.ts';
import { publicMembership, publicPermission } from '../../domain/public/public-user.ts';
import { changeOrganization, clientsOf, findOrganization } from '../../store/identity/clients.ts';
import { levelOf, membershipsOfOrganization, permissionsOfClient } from '../../store/identity/memberships.ts';
import { findUsers } from '../../store/identity/users.ts';
import { wholePage } from '../page.ts';
import type { AccountContext } from './registry.ts';

type Path = Readonly<Record<string, string>>;
type OnOrganization = { readonly target: Organization };

export async function loadOrganization(
  { directory }: AccountContext,
  { organization: id = '' }: Path,
): Promise<Organization> {
  const found = await findOrganization(directory.table, id);
  if (!found) throw notFound('organization', id);
  return found;
}

export const fetchOrganization = async (_: AccountContext, { target }: OnOrganization) => publicOrganization(target);

export type OrganizationChange = {
  readonly name?: string | undefined;
  readonly email_domains?: readonly string[] | null | undefined;
  readonly client_for_email_signup?: string | null | undefined;
  readonly allow_signup_from_email_domains?: boolean | undefined;
};

export async function updateOrganization(
  context: AccountContext,
  { target, body }: OnOrganization & { body: OrganizationChange },
) {
  const { directory } = context;
  const name = body.name === undefined ? undefined : checkTitle(body.name, 'name');
  const emailDomains = body.email_domains === undefined ? undefined : (body.email_domains ?? []).map(checkDomainName);
  const clientForSignup = body.client_for_email_signup;
  if (
    typeof clientForSignup === 'string' &&
    (await clientsOf(directory.table, target.id)).every(({ id }) => id !== clientForSignup)
  )
    throw invalid(
      'client_for_email_signup',
      clientForSignup,
      'is no client of this organization',
      'Send the id of one.',
    );
  if (body.allow_signup_from_email_domains)
    throw invalid(
      'allow_signup_from_email_domains',
      true,
      'is not possible: nothing proves that a domain, and whoever has an address there, is yours',
      'Invite people, or give them a sign-up link: POST /v1/clients/CLIENT/tokens.',
    );
  const changed = await changeOrganization(directory, target.id, (organization) => ({
    ...organization,
    ...(name === undefined ? {} : { name }),
    ...(emailDomains === undefined ? {} : { emailDomains }),
    ...(clientForSignup === undefined ? {} : { clientForSignup }),
    ...(body.allow_signup_from_email_domains === undefined
      ? {}
      : { signupFromDomains: body.allow_signup_from_email_domains }),
  }));
  if (!changed) throw notFound('organization', target.id);
  return publicOrganization(changed);
}

function checkDomainName(domain: string, i: number): string {
  const name = domain.trim().toLowerCase();
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(name) && name.length <= 253) return name;
  throw invalid(
    `email_domains[${i}]`,
    domain,
    'is no domain',
    'Send what stands behind the @ of addresses, e.g. example.org.',
  );
}

export async function listMemberships({ directory }: AccountContext, { target }: OnOrganization) {
  const memberships = await membershipsOfOrganization(directory, target.id);
  const users = await findUsers(
    directory,
    memberships.map(({ user }) => user),
  );
  return wholePage(
    memberships.flatMap((membership) => {
      const user = users.get(membership.user);
      return user ? [publicMembership(membership, target, user)] : [];
    }),
  );
}

/** Of every member in every client: what was granted, and what owners have anyway. */
export async function listPermissions(context: AccountContext, { target }: OnOrganization) {
  const clients = await clientsOf(context.directory.table, target.id);
  return wholePage((await Promise.all(clients.map((client) => permissionsIn(context, client)))).flat());
}

export const listClientPermissions = async (context: AccountContext, { target }: { target: Client }) =>
  wholePage(await permissionsIn(context, target));

async function permissionsIn({ directory }: AccountContext, client: Client) {
  const [memberships, permissions] = await Promise.all([
    membershipsOfOrganization(directory, client.organization),
    permissionsOfClient(directory, client.id),
  ]);
  const users = await findUsers(
    directory,
    memberships.map(({ user }) => user),
  );
  return memberships.flatMap((membership) => {
    const user = users.get(membership.user);
    const level = levelOf(membership, permissions.find((permission) => permission.user === membership.user) ?? null);
    return user && reaches(level, 'read') ? [publicPermission(client, user, level)] : [];
  });
}
