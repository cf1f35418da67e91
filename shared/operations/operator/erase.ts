// Erases an organization for good. It is closed to everybody first; what was under way comes to its end; then its data go, in as many requests
// as that takes. What it used is told last.
//
//   a request   rights ──────────── makes a run ──┐ its function is stopped by now
//   operator           ── closes ── waits ────────┴─ erases all, that run too

import { notFound } from '../../domain/problem.ts';
import { hashToken } from '../../platform/token-hash.ts';
import {
  changeClient,
  changeOrganization,
  clientIdsOf,
  eraseOrganizationRecord,
  findOrganizationRecord,
} from '../../store/identity/clients.ts';
import { erasePeople, eraseRoles } from '../../store/identity/erase.ts';
import { finalUsageOf, keepFinalUsage } from '../../store/identity/final-usage.ts';
import { invitesOfOrganization } from '../../store/identity/invites.ts';
import { removeRoots } from '../../store/identity/roots.ts';
import { eraseHoldings } from '../../store/partitions.ts';
import { filesOf } from '../../store/table/keys.ts';
import { takeBack } from '../identity/open-invite.ts';
import { linkText } from '../identity/sign-up-link.ts';
import { storeOf } from '../service.ts';
import type { OperatorContext } from './context.ts';

/** Milliseconds left at which a request stops and says that there is more to do. */
const enough = 6_000;

/** Seconds after which a request that came in before the closing has ended, whatever it did: the API's functions are stopped after 29. */
export const longestRequest = 31;

/**
 * `complete` false: send the same again `retry_after` seconds later. May be repeated at any point; once complete, the organization is missing.
 * `usage`: the totals of each client and month that were added up so far; with the last answer they are all of them, and then they are gone.
 */
export async function eraseOrganization(
  context: OperatorContext,
  { path }: { path: Readonly<Record<string, string>> },
) {
  const { directory, now } = context;
  const { organization: id = '' } = path;
  const organization = await findOrganizationRecord(directory.table, id);
  if (!organization) throw notFound('organization', id);
  const timeLeft = () => context.remaining() > enough;
  const answer = async (complete: boolean, wait = 0) => ({
    organization: id,
    complete,
    retry_after: wait,
    usage: await finalUsageOf(directory.table, id),
  });
  const wait = await close(context, id);
  if (wait > 0) return answer(false, wait);
  for (const client of await clientIdsOf(directory.table, id)) {
    await changeClient(directory, client, (before) => ({ ...before, deleted: true }));
    // Tokens first, so that nothing new is written or counted while the rest goes; files before the records that name them.
    await removeRoots(directory, client);
    const gone =
      (await eraseRoles(directory, client, [hashToken(await linkText(context, client))], timeLeft)) &&
      (await keepFinalUsage(storeOf(directory, client), organization, timeLeft)) &&
      (await context.files.erase(filesOf(client), timeLeft)) &&
      (await eraseHoldings(directory.table, client, organization.created * 1000, now(), timeLeft));
    if (!gone) return answer(false);
  }
  for (const invite of await invitesOfOrganization(directory, id))
    if (!(await takeBack(context, invite))) return answer(false);
  if (!(await erasePeople(directory, id, timeLeft))) return answer(false);
  const last = await answer(true);
  await eraseOrganizationRecord(directory, id);
  return last;
}

/** Closes it to everybody; returns how many seconds later nothing of it is under way any more. Repeating it does not begin them anew. */
async function close({ directory, now }: OperatorContext, id: string): Promise<number> {
  const second = Math.floor(now() / 1000);
  const closed = await changeOrganization(directory, id, (before) => ({ closed: second, ...before, deleted: true }));
  return (closed?.closed ?? second) + longestRequest - second;
}
