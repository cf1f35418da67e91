// Guest tokens: whoever has one sees one experiment, or one run, and what hangs below it. For links that are passed on.
import type { Shared, Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import { tokenOf, tokenTraces } from '../../domain/identity/token.ts';
import { publicToken } from '../../domain/public/public-identity.ts';
import { hashToken, keyedHash } from '../../platform/token-hash.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { commit } from '../../store/identity/directory.ts';
import { newGuest } from '../../store/identity/guests.ts';
import type { FoundRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';
import type { Registry } from './registry.ts';
import type { Issued } from './role-token.ts';

/** Seconds that a guest token lives. */
export const guestLease = 30 * 86_400;

type Shown = { readonly experiment: string } | { readonly run: string };

/** What a guest token shows, made by the caller now. */
export async function shareWithGuests({ identity, registry }: Context, shown: Shown) {
  const { tenant, user } = identity;
  const shared: Shared = { experiment: null, run: null, ...shown, id: registry.nextId(), by: user };
  const { token, record } = await guestToken(registry, tenant, shared);
  await commit(registry.directory, newGuest(registry.directory, tenant.client, record, shared));
  return publicToken(record, token);
}

export const shareExperiment = (context: Context, { target }: { target: ExperimentScope }) =>
  shareWithGuests(context, { experiment: target.experiment.id });

export const shareRun = (context: Context, { target }: { target: FoundRun }) =>
  shareWithGuests(context, { run: target.run.id });

/** Derived, so that whoever made it can have it shown again. Not stored yet. */
export async function guestToken(
  { tokenKey, now }: Pick<Registry, 'tokenKey' | 'now'>,
  tenant: Tenant,
  shared: Shared,
): Promise<Issued> {
  const token = await guestText({ tokenKey }, tenant.client, shared.id);
  const created = Math.floor(now() / 1000);
  const record: TokenRecord = {
    hash: hashToken(token),
    kind: 'guest',
    tenant,
    user: null,
    level: 'read',
    ...tokenTraces(token),
    created,
    expires: created + guestLease,
    lease: guestLease,
    shared,
    revoked: false,
  };
  return { token, record };
}

export const guestText = async (
  { tokenKey }: Pick<Registry, 'tokenKey'>,
  client: string,
  id: string,
): Promise<string> => tokenOf(keyedHash(await tokenKey(), ['guest', client, id]), 'guest');
