// Invites and what they promise, as the wire shows them; the code is shown to who invites only where no mail can carry it.
import type { Invite, PendingRole } from '../../domain/identity/invite.ts';
import { findClient } from '../../store/identity/clients.ts';
import { inviteCode } from './invite-code.ts';
import type { AccountContext } from './registry.ts';

/** Wire shapes; the code is shown to who invites only where no mail can carry it. */
export async function showInvite(context: AccountContext, invite: Invite) {
  const pending = await Promise.all(invite.pending.map((each) => showPending(context, invite, each)));
  return {
    object: 'invite' as const,
    id: invite.id,
    email: invite.email,
    created: invite.created,
    membership_type: invite.type,
    organization: invite.organization,
    pending_permissions: pending,
    ...(context.policy.mail ? {} : { invite_code: (await inviteCode(context, invite)).text }),
  };
}

export async function showPending(context: AccountContext, invite: Invite, { client, role }: PendingRole) {
  const found = await findClient(context.directory.table, client);
  return {
    object: 'pending_permission' as const,
    client,
    client_name: found?.name ?? '',
    email: invite.email,
    role,
    ...(context.policy.mail ? {} : { invite_code: (await inviteCode(context, invite)).text }),
  };
}
