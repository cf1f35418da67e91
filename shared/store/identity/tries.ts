// How often an address was used to log in, or was sent a mail: counted before, by its hash, forgotten after ten minutes.
import { triesKey } from '../table/keys.ts';
import { updateItem } from '../table/single.ts';
import { commit, type Directory, inIdentities } from './directory.ts';

/** Milliseconds in which attempts count. */
export const tryWindow = 10 * 60_000;

export type What = 'login' | 'reset' | 'invite';

/** False when there were `most` attempts already; then this one is not to be made. `address`: its hash. */
export async function countTry(directory: Directory, what: What, address: string, most: number): Promise<boolean> {
  const { identities, now } = directory;
  const key = triesKey(what, address);
  const time = now();
  const running = { expression: '#until > :now AND #tries < :most', values: { now: time, most } };
  if (await updateItem(identities, key, { add: { tries: 1 } }, running)) return true;
  const over = { expression: 'attribute_not_exists(#until) OR #until <= :now', values: { now: time } };
  const until = time + tryWindow;
  const begun = { set: { tries: 1, until, expiresAt: Math.ceil(until / 1000) } };
  return (await updateItem(identities, key, begun, over)) !== null;
}

/** After one that succeeded: who knows the password is not the one who guesses. */
export async function forgetTries(directory: Directory, what: What, address: string): Promise<void> {
  await commit(directory, [inIdentities(directory, { remove: triesKey(what, address) })]);
}
