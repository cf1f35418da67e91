// What a suggestion was weighed against: the next-best places of the same search, and what the other member would rather have tried of them.
import { makeAcquisition } from './acquisition.ts';
import { at } from './kernels/at.ts';
import { predict } from './predict.ts';
import type { Conditioned, Prepared } from './prepared.ts';
import { fittedMeans } from './process.ts';
import type { Considered, Point } from './types.ts';
import { stack } from './vectors.ts';

/** Each is stored with the suggestion, which DynamoDB bills by the kilobyte. */
const runnersUp = 2;

/** `found`: where the search for the suggestion ended, the chosen point first; `arm` and `member`: who searched. */
export function consider(
  prepared: Prepared,
  found: readonly Point[],
  { arm, member }: { readonly arm: string; readonly member: Conditioned },
): Considered[] {
  const others = found.slice(1, 1 + runnersUp).map((point) => ({ arm, predicted: [predict(member, point)] }));
  const second = prepared.members.find(({ prior }) => prior !== member.prior);
  return second && found.length > 0 ? [...others, preferred(prepared, second, found)] : others;
}

/** Of the places found, the one that improves most in the eyes of another member. */
function preferred({ success }: Prepared, member: Conditioned, found: readonly Point[]): Considered {
  const incumbent = fittedMeans(member.process).reduce((a, b) => Math.min(a, b), Infinity);
  const scores = makeAcquisition(member.process, success, 'log-ei', incumbent).score(stack(found), found.length);
  const best = found.reduce((top, _, i) => (at(scores, i) > at(scores, top) ? i : top), 0);
  return {
    arm: `log-ei/${member.prior}`,
    predicted: found.slice(best, best + 1).map((point) => predict(member, point)),
  };
}
