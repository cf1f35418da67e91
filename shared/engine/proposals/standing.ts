// Which of the points that a scene knows satisfy the constraint metrics: by the models, or by what was observed where these see none.
import { type Standing, standingOf } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import { mostlyReported } from '../model/scatter.ts';
import { unstack } from '../numerics/vectors.ts';
import type { Space } from '../space/space.ts';
import type { Rows } from '../values/rows.ts';
import { pointAt, type Scene } from './scene.ts';

/**
 * Where every mean fails, points that were observed to satisfy all constraints do: the school that may call differences noise takes a first success for
 * luck, and a search would look for the first one again. Not where the user says that a constraint is noisy, or how noisy: there it may be luck.
 */
export function standingIn(scene: Scene): Standing {
  const standing = standingOf(scene.constraints, scene.points, scene.count);
  if (standing.holds.includes(true)) return standing;
  const held = observedToHold(scene);
  return { ...standing, holds: standing.holds.map((_, i) => held.has(pointAt(scene, i).join())) };
}

/** Keys of the points of which every constraint metric was at or below its threshold each time. */
function observedToHold({ metrics, ask, space }: Scene): ReadonlySet<string> {
  const columns = metrics.flatMap(({ rows }, k) => {
    const { role, threshold, noise } = ask.metrics[k] ?? {};
    if (role !== 'constraint') return [];
    return [noise === 'known' || mostlyReported(rows) ? new Set<string>() : within(rows, space, threshold ?? Infinity)];
  });
  const [first = new Set<string>(), ...others] = columns;
  return new Set([...first].filter((key) => others.every((held) => held.has(key))));
}

/** Keys of the points without a row above the limit. */
function within({ points, values }: Rows, { dimensions: { length: P } }: Space, limit: number): Set<string> {
  const keys = unstack(points, P).map((point) => point.join());
  const beyond = new Set(keys.filter((_, i) => at(values, i) > limit));
  return new Set(keys.filter((key) => !beyond.has(key)));
}
