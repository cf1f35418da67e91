// What a suggestion was weighed against: the next-best places of the same search, and what the other member would rather have tried of them.
import { makeAcquisition } from '../acquisition/acquisition.ts';
import { at } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import type { PriorName } from '../model/prior.ts';
import { fittedMeans } from '../model/process.ts';
import { stack } from '../numerics/vectors.ts';
import type { Considered, Point } from '../types.ts';

/** Each is stored with the suggestion, which DynamoDB bills by the kilobyte. */
export const runnersUp = 2;

/** `found`: where the search for the suggestion ended, the chosen point first; `arm` and `prior`: who searched. */
export function consider(
  prepared: Prepared,
  found: readonly Point[],
  { arm, prior: own }: { readonly arm: string; readonly prior: PriorName },
): Considered[] {
  const others = found.slice(1, 1 + runnersUp).map((point) => ({ arm, predicted: predictBlend(prepared, point, 1) }));
  const second = prepared.members.find(({ prior }) => prior !== own);
  return second && found.length > 0 ? [...others, ...preferred(prepared, second, found)] : others;
}

/** Of the places found, the one that improves most in the eyes of another member; none where that is the chosen one. */
function preferred(prepared: Prepared, member: Conditioned, found: readonly Point[]): Considered[] {
  const incumbent = fittedMeans(member.process).reduce((a, b) => Math.min(a, b), Infinity);
  const scores = makeAcquisition(member.process, prepared.success, 'log-ei', incumbent).score(
    stack(found),
    found.length,
  );
  const best = found.reduce((top, _, i) => (at(scores, i) > at(scores, top) ? i : top), 0);
  const places = best > 0 ? found.slice(best, best + 1) : [];
  return places.map((point) => ({ arm: `log-ei/${member.prior}`, predicted: predictBlend(prepared, point, 1) }));
}
