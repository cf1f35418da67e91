// The head start: time is saved for callers seen before, and nobody gets anything for it that the token does not allow.
import { expect, test, vi } from 'vitest';
import { makeHeadStart, sameBearer } from '../../../shared/api/head-start.ts';
import type { Caller, TokenRecord } from '../../../shared/domain/identity/identity.ts';

const record: TokenRecord = {
  hash: '',
  kind: 'client-api',
  tenant: { client: '7', organization: '1' },
  user: null,
  level: 'write',
  prefix: '',
  lastFour: '',
  created: 0,
  expires: null,
  revoked: false,
};
const caller: Caller = { token: record, user: null, development: false, presented: '' };

// Guarantee: nothing is read for a token that was never verified.
test('a token not seen before gets none', () => {
  const load = vi.fn();
  expect(makeHeadStart().begin('new', load)).toBeNull();
  expect(load).not.toHaveBeenCalled();
});

// Guarantee: what is begun says for whom, so that the door can forget it when the token is another's now.
test('a known one looks as the caller of last time', async () => {
  const headStart = makeHeadStart();
  headStart.remember('token', caller);
  const begun = headStart.begin('token', async ({ token }) => token.tenant?.client);
  expect([begun?.caller, await begun?.found]).toEqual([caller, '7']);
});

// Guarantee: whatever decides what a token may see makes it another bearer; what only tells about the token does not.
test('the same bearer', () => {
  for (const change of [
    { kind: 'client-dev' },
    { tenant: { client: '8', organization: '1' } },
    { user: '5' },
    { level: 'read' },
    { shared: { id: '1', experiment: '2', run: null, by: null } },
  ] satisfies Partial<TokenRecord>[])
    expect(sameBearer(record, { ...record, ...change })).toBe(false);
  expect(sameBearer(record, { ...record, created: 9, expires: 10 })).toBe(true);
});

// Guarantee: a load that fails and that nobody waits for ends no process; whoever waits sees the error.
test('a failed one is seen by whoever waits', async () => {
  const headStart = makeHeadStart();
  headStart.remember('token', caller);
  const begun = headStart.begin('token', async () => Promise.reject(new Error('missing')));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(begun?.found).rejects.toThrow('missing');
});

// Guarantee: memory is bounded; the token used longest ago is forgotten.
test('the oldest is forgotten', () => {
  const headStart = makeHeadStart();
  for (let i = 0; i <= 1000; i++) headStart.remember(String(i), caller);
  expect(headStart.begin('0', async () => null)).toBeNull();
  expect(headStart.begin('1', async () => null)).not.toBeNull();
});
