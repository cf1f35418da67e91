// Repeats a change on the newest version of something while others change it too.
//
//   change ── stored: its answer
//      ↑  └── null, others were faster: a pause from the third time on ── read it again ──┐
//      └───────────────────────────────────────────────────────────────────────────────────┘ or gone: 404
import { notFound, tryAgain } from '../domain/problem.ts';
import { pause } from '../store/pause.ts';

const mostTries = 30;

type Thing<Found> = { readonly kind: string; readonly id: string; readonly read: () => Promise<Found | null> };

/** `first`: as it was read already; null: missing. */
export async function untilStored<Found, Changed>(
  { kind, id, read }: Thing<Found>,
  first: Found | null,
  change: (found: Found) => Promise<Changed | null>,
): Promise<Changed> {
  let found = first;
  for (let tries = 0; tries < mostTries; tries++) {
    if (!found) throw notFound(kind, id);
    const changed = await change(found);
    if (changed !== null) return changed;
    if (tries > 2) await pause(tries - 2);
    found = await read();
  }
  throw tryAgain(`Others are changing the ${kind} all the time.`);
}
