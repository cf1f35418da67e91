// A user as it begins.

import type { User } from '../../domain/identity/user.ts';
import { problem } from '../../domain/problem.ts';
import type { Registry } from './registry.ts';

export const freshUser = ({ nextId, now }: Pick<Registry, 'nextId' | 'now'>, email: string, name: string): User => ({
  id: nextId(),
  email,
  name,
  created: Math.floor(now() / 1000),
  verified: false,
  showWelcome: true,
  plannedUsage: { track: null, optimize: null },
  educational: false,
  needsPasswordReset: false,
  wantsClient: null,
  deleted: false,
});

export const addressTaken = (email: string) =>
  problem(409, `There is a user with the e-mail address ${email} already. Log in, or use another address.`);
