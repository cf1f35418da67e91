// When a known point of a finite space may be asked for again before all others have been asked for once: where its value may have been luck.
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import { warpedVariances } from '../model/evidence.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { mostlyReported } from '../model/scatter.ts';
import { median } from '../numerics/statistics.ts';
import { cardinality, type Space } from '../space/space.ts';
import { retaken, type Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';
import { leastScatter, seenToScatter } from './second-look.ts';

/**
 * What a search must keep off: of a finite space whose values scatter, by the user's word, by reports or as a second look showed, not the `known` points. Worth
 * .41 → .08 after 100 evaluations of 625 points (bench/studies/noise-and-tasks.md).
 */
export function keptOff(
  space: Space,
  taken: Taken,
  prepared: Prepared,
  member: Conditioned,
  known: readonly Point[],
  { metrics, pending }: Ask,
): Taken {
  const said = metrics[0]?.noise ?? 'unknown';
  if (cardinality(space) === Infinity || said === 'none') return taken;
  const { rows } = prepared;
  const reported = (): number => median(warpedVariances(member.warp, rows).map((v, i) => v * at(rows.counts, i)));
  const told = said === 'known' || seenToScatter(space, prepared, member);
  const scatters = mostlyReported(rows) ? reported() > leastScatter : told;
  return scatters ? retaken(space, taken, known, pending) : taken;
}

/** The rule's name as a receipt says it where the point was observed before. */
export const again = (arm: string): string => `${arm}/again`;
