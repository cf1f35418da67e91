// Tokens of a role (user × client, API or development): derived by a keyed hash, so that they can be shown again although only hashes are stored.
//
//   token = base62(HMAC-SHA256(key, kind, client, user, generation)) · a rotation raises the generation and removes the one before
import type { Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import { tokenOf, tokenTraces } from '../../domain/identity/token.ts';
import { tryAgain } from '../../domain/problem.ts';
import { hashToken, keyedHash } from '../../platform/token-hash.ts';
import { findRole, type Role, saveRole } from '../../store/identity/roles.ts';
import { untilDone } from '../../store/table/until-done.ts';
import type { Registry } from './registry.ts';

export type RoleName = { readonly tenant: Tenant; readonly user: string; readonly kind: 'client-api' | 'client-dev' };
export type Issued = { readonly token: string; readonly record: TokenRecord };

type Needed = Pick<Registry, 'directory' | 'tokenKey' | 'now'>;

/** The role's present token; made now if it never was asked for, or if the key is another one by now. */
export const roleToken = (registry: Needed, name: RoleName): Promise<Issued> =>
  untilDone(async () => {
    const stored = await findRole(registry.directory, name);
    const generation = stored?.generation ?? 1;
    const issued = await derived(registry, name, generation, stored?.created);
    if (stored?.hash === issued.record.hash) return issued;
    const saved = await saveRole(registry.directory, name, stored, roleOf(issued, generation), issued.record);
    return saved ? issued : undefined;
  }, beingRotated);

/** A new token for the role; the present one is refused from now on. */
export const rotateRole = (registry: Needed, name: RoleName): Promise<Issued> =>
  untilDone(async () => {
    const stored = await findRole(registry.directory, name);
    const generation = (stored?.generation ?? 0) + 1;
    const issued = await derived(registry, name, generation, undefined);
    const role = roleOf(issued, generation);
    return (await saveRole(registry.directory, name, stored, role, issued.record)) ? issued : undefined;
  }, beingRotated);

const beingRotated = () => tryAgain('This token is being rotated by others.');

const roleOf = ({ record }: Issued, generation: number): Role => ({
  generation,
  hash: record.hash,
  created: record.created,
});

async function derived(
  { tokenKey, now }: Needed,
  { tenant, user, kind }: RoleName,
  generation: number,
  created = Math.floor(now() / 1000),
): Promise<Issued> {
  const token = tokenOf(keyedHash(await tokenKey(), [kind, tenant.client, user, String(generation)]), kind);
  const record: TokenRecord = {
    hash: hashToken(token),
    kind,
    tenant,
    user,
    level: 'none',
    ...tokenTraces(token),
    created,
    expires: null,
    revoked: false,
  };
  return { token, record };
}
