// Rows of the route table: sessions, users, and verifying their addresses.
import { deleteUser } from '../../operations/identity/leave.ts';
import { logIn } from '../../operations/identity/log-in.ts';
import { changePassword, requestReset } from '../../operations/identity/password.ts';
import { fetchSession } from '../../operations/identity/session.ts';
import { signUp } from '../../operations/identity/sign-up.ts';
import {
  acceptPending,
  listUserMemberships,
  listUserPending,
  listUserPermissions,
} from '../../operations/identity/user-lists.ts';
import { fetchUser, loadSelf, loadUser, updateUser } from '../../operations/identity/users.ts';
import { resendOwn, resendVerification } from '../../operations/identity/verification.ts';
import { accountRoute, visitorRoute } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import {
  emailBody,
  emailQuery,
  logInBody,
  passwordBody,
  passwordGiven,
  pendingAccept,
  sessionQuery,
  signUpBody,
  userBody,
} from '../schemas/identity-bodies.ts';
import {
  membershipReply,
  pendingPermissionReply,
  permissionReply,
  sessionReply,
  userReply,
} from '../schemas/identity-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';

const group = 'account' as const;
const query = nothing;
const body = nothing;
const sessions = { path: '/v1/sessions', group } as const;
const one = { path: '/v1/users/{user}', group, level: 'caller' } as const;
/** Of oneself, with one's own token. */
const own = { group, level: 'caller', load: loadSelf, query, personOnly: true } as const;

const permissionRows = (path: string) => [
  accountRoute({
    ...{ ...own, method: 'GET', path, body },
    reply: pageReply(permissionReply),
    run: listUserPermissions,
  }),
];

export const userRows = [
  accountRoute({
    ...{ ...sessions, method: 'GET', level: 'caller', body, summary: 'Who is asking' },
    load: async () => null,
    query: sessionQuery,
    reply: sessionReply,
    run: fetchSession,
  }),
  visitorRoute({
    ...sessions,
    method: 'POST',
    summary: 'Log in',
    query,
    body: logInBody,
    reply: sessionReply,
    run: logIn,
  }),
  visitorRoute({
    ...sessions,
    method: 'PUT',
    summary: 'Change the password',
    refuses: [409],
    query,
    body: passwordBody,
    reply: sessionReply,
    run: changePassword,
  }),
  visitorRoute({
    ...sessions,
    method: 'DELETE',
    summary: 'Have a mail sent that resets the password',
    query: emailQuery,
    body,
    reply: nothing,
    run: requestReset,
  }),
  visitorRoute({
    ...{ method: 'POST', path: '/v1/users', summary: 'Sign up', refuses: [409], group, query },
    body: signUpBody,
    reply: userReply,
    run: signUp,
  }),
  accountRoute({ ...one, method: 'GET', load: loadUser, query, body, reply: userReply, run: fetchUser }),
  accountRoute({ ...one, ...own, method: 'PUT', refuses: [409], body: userBody, reply: userReply, run: updateUser }),
  accountRoute({
    ...{ ...one, ...own, method: 'DELETE' },
    query: passwordGiven,
    body: passwordGiven,
    reply: nothing,
    run: deleteUser,
  }),
  ...permissionRows('/v1/users/{user}/permissions'),
  ...permissionRows('/v1/users/{user}/roles'),
  accountRoute({
    ...{ ...own, method: 'POST', path: '/v1/users/{user}/permissions', summary: 'Accept an invite' },
    body: pendingAccept,
    reply: permissionReply,
    run: acceptPending,
  }),
  accountRoute({
    ...{ ...own, method: 'GET', path: '/v1/users/{user}/memberships', body },
    reply: pageReply(membershipReply),
    run: listUserMemberships,
  }),
  accountRoute({
    ...{ ...own, method: 'GET', path: '/v1/users/{user}/pending_permissions', body },
    reply: pageReply(pendingPermissionReply),
    run: listUserPending,
  }),
  accountRoute({
    ...{
      ...own,
      method: 'POST',
      path: '/v1/users/{user}/verifications',
      body,
      summary: 'Have the verifying mail sent again',
    },
    reply: nothing,
    run: resendOwn,
  }),
  visitorRoute({
    ...{
      method: 'POST',
      path: '/v1/verifications',
      group,
      query,
      summary: 'Have the verifying mail sent again, without a token',
    },
    body: emailBody,
    reply: nothing,
    run: resendVerification,
  }),
];
