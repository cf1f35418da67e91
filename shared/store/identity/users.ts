// Users: the profile, the password beside it, and the address that nobody else may have.
import { emailKey, type PasswordHash, type User } from '../../domain/identity/user.ts';
import { emailOwnerKey, sortKey, userKey } from '../table/keys.ts';
import { get, getMany, type Item, type Write } from '../table/table.ts';
import { absent, commit, type Directory, inIdentities } from './directory.ts';

const profileKey = (id: string) => ({ pk: userKey(id), sk: sortKey.user });
const passwordKey = (id: string) => ({ pk: userKey(id), sk: sortKey.password });

const profileItem = (user: User, version: number): Item => ({
  ...profileKey(user.id),
  version,
  doc: JSON.stringify(user),
});

const parse = (item: Item | null): User | null => (item?.doc ? (JSON.parse(item.doc) as User) : null);

/** Writes that make the user; refused with the label `email` when the address is taken. They go into any larger transaction. */
export const newUser = (directory: Directory, user: User, password: PasswordHash): Write[] =>
  [
    { put: { ...emailOwnerKey(emailKey(user.email)), user: user.id }, when: absent, label: 'email' },
    { put: profileItem(user, 1), when: absent },
    { put: { ...passwordKey(user.id), doc: JSON.stringify(password) } },
  ].map((write) => inIdentities(directory, write));

/** Deleted users are gone. */
export async function findUser(directory: Directory, id: string): Promise<User | null> {
  const user = parse(await get(directory.identities, profileKey(id)));
  return user?.deleted ? null : user;
}

/** Users by id; deleted ones and those that never were are left out. */
export async function findUsers(directory: Directory, ids: readonly string[]): Promise<ReadonlyMap<string, User>> {
  const unique = [...new Set(ids)];
  const items = await getMany(directory.identities, unique.map(profileKey));
  return new Map(
    items.flatMap((item) => {
      const user = parse(item);
      return user && !user.deleted ? [[user.id, user] as const] : [];
    }),
  );
}

/** Names by id, of the users that are there. */
export async function namesOf(directory: Directory, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const users = await findUsers(directory, ids);
  return new Map([...users].map(([id, { name }]) => [id, name]));
}

export async function findByEmail(directory: Directory, email: string): Promise<User | null> {
  const item = await get(directory.identities, emailOwnerKey(emailKey(email)));
  return typeof item?.['user'] === 'string' ? findUser(directory, item['user']) : null;
}

export async function passwordOf(directory: Directory, user: string): Promise<PasswordHash | null> {
  const item = await get(directory.identities, passwordKey(user));
  return item?.doc ? (JSON.parse(item.doc) as PasswordHash) : null;
}

export const newPassword = (directory: Directory, user: string, password: PasswordHash): Write =>
  inIdentities(directory, { put: { ...passwordKey(user), doc: JSON.stringify(password) } });

export const noPassword = (directory: Directory, user: string): Write =>
  inIdentities(directory, { remove: passwordKey(user) });

/** How a change of a user ended: somebody else may have the address by now, or have changed the user meanwhile. */
export type Changed = 'done' | 'address taken' | 'changed meanwhile' | 'gone';

/** Changes the profile, and the owner of the address with it. `more` is written in the same transaction. */
export async function changeUser(
  directory: Directory,
  id: string,
  change: (user: User) => User,
  more: readonly Write[] = [],
): Promise<Changed> {
  const item = await get(directory.identities, profileKey(id));
  const before = parse(item);
  if (!item || !before || before.deleted) return 'gone';
  const after = change(before);
  const seen = { expression: '#version = :version', values: { version: Number(item['version']) } };
  const outcome = await commit(directory, [
    inIdentities(directory, { put: profileItem(after, Number(item['version']) + 1), when: seen, label: 'profile' }),
    ...movedAddress(directory, before, after),
    ...more,
  ]);
  if (outcome.done) return 'done';
  return outcome.failed.includes('email') ? 'address taken' : 'changed meanwhile';
}

function movedAddress(directory: Directory, before: User, after: User): Write[] {
  const [from, to] = [emailKey(before.email), emailKey(after.email)];
  const writes: Write[] = [];
  if (from !== to || after.deleted) writes.push({ remove: emailOwnerKey(from) });
  if (from !== to && !after.deleted)
    writes.push({ put: { ...emailOwnerKey(to), user: after.id }, when: absent, label: 'email' });
  return writes.map((write) => inIdentities(directory, write));
}
