// The head start: time is saved for callers seen before, and nobody gets anything for it that the token does not allow.
import { expect, test, vi } from 'vitest';
import { makeHeadStart } from '../../../shared/api/head-start.ts';
import type { Identity } from '../../../shared/domain/identity.ts';

const identity = (client: string): Identity => {
  const tenant = { client, organization: '1' };
  const token = {
    hash: '',
    kind: 'client-api',
    tenant,
    user: null,
    level: 'write',
    prefix: '',
    lastFour: '',
    created: 0,
    expires: null,
    revoked: false,
  } as const;
  return { tenant, level: 'write', user: null, development: false, token, presented: '' };
};

// Guarantee: nothing is read for a token that was never verified.
test('a token not seen before gets none', () => {
  const load = vi.fn();
  expect(makeHeadStart().begin('new', load)).toBeNull();
  expect(load).not.toHaveBeenCalled();
});

// Guarantee: what is begun says in which tenant, so that the door can forget it when the token is another's now.
test('a known one loads in the tenant of last time', async () => {
  const headStart = makeHeadStart();
  headStart.remember('token', identity('7'));
  const begun = headStart.begin('token', async ({ tenant }) => tenant.client);
  expect([begun?.client, await begun?.target]).toEqual(['7', '7']);
});

// Guarantee: a load that fails and that nobody waits for ends no process; whoever waits sees the error.
test('a failed one is seen by whoever waits', async () => {
  const headStart = makeHeadStart();
  headStart.remember('token', identity('7'));
  const begun = headStart.begin('token', async () => Promise.reject(new Error('missing')));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(begun?.target).rejects.toThrow('missing');
});

// Guarantee: memory is bounded; the token used longest ago is forgotten.
test('the oldest is forgotten', () => {
  const headStart = makeHeadStart();
  for (let i = 0; i <= 1000; i++) headStart.remember(String(i), identity('7'));
  expect(headStart.begin('0', async () => null)).toBeNull();
  expect(headStart.begin('1', async () => null)).not.toBeNull();
});
