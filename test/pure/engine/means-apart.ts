// Whether two models of the same data say the same.
import type { Prepared } from '../../../shared/engine/model/prepared.ts';
import { posterior } from '../../../shared/engine/model/process.ts';
import type { Space } from '../../../shared/engine/space/space.ts';
import { randomPoints } from './history.ts';

/** The largest difference of posterior means at twenty random points, over all members. */
export function meansApart(space: Space, one: Prepared, other: Prepared): number {
  const probes = Float64Array.from(randomPoints(space, 20, 11).flatMap((point) => [...point]));
  const apart = one.members.flatMap(({ process }, i) => {
    const twin = other.members[i]?.process;
    if (!twin) throw new Error('A member is missing.');
    const [a, b] = [posterior(process, probes, 20), posterior(twin, probes, 20)];
    return Array.from(a.means, (mean, k) => Math.abs(mean - (b.means[k] ?? Number.NaN)));
  });
  return Math.max(...apart);
}
