// Repeats a change on the newest version of something while others change it too.
//
//   change ── stored: its answer
//      ↑  └── null, others were faster: a pause ── read it again ──┐
//      └───────────────────────────────────────────────────────────────────────────────────┘ or gone: 404
import { notFound, tryAgain } from '../domain/problem.ts';
import { untilDone } from '../store/table/until-done.ts';

type Thing<Found> = { readonly kind: string; readonly id: string; readonly read: () => Promise<Found | null> };

/** `first`: as it was read already; null: missing. */
export function untilStored<Found, Changed>(
  { kind, id, read }: Thing<Found>,
  first: Found | null,
  change: (found: Found) => Promise<Changed | null>,
): Promise<Changed> {
  let next = (): Promise<Found | null> => Promise.resolve(first);
  return untilDone(
    async () => {
      const found = await next();
      next = read;
      if (!found) throw notFound(kind, id);
      return (await change(found)) ?? undefined;
    },
    () => tryAgain(`Others are changing the ${kind} all the time.`),
  );
}
