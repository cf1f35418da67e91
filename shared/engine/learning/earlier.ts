// Whether earlier experiments are believed: only while today's values are told better with their rows than by each other.

import type { PriorName } from '../model/prior.ts';
import type { Told } from '../model/told.ts';
import type { Rows } from '../values/rows.ts';
import { score, type Taught, todaysIndices } from './taught.ts';

/** Values of today before which no earlier experiment is believed: of two each is told by one other. */
const fewest = 3;
/** Nats by which today's values must be told better: less comes by chance while they are few. */
const burden = 1;

/** What is told of each source, null for those that are not believed, and what is learned with it. */
type Belief = { readonly told: readonly Told[]; readonly everything: Taught };

/** Believed is each source that tells today's rows better. `lines`: how each would be told; `teach`: what is learned with those that are not null. */
export function believed(
  lines: readonly Told[],
  own: Rows,
  teach: (told: readonly Told[]) => Taught,
  schools: readonly PriorName[],
): Belief {
  const none = lines.map(() => null);
  const alone = { told: none, everything: teach(none) };
  if (own.n < fewest) return alone;
  const scoreOf = (taught: Taught): number =>
    schools.reduce((sum, prior) => sum + score(taught, prior, todaysIndices(taught.task.rows)), 0) / schools.length;
  const better = lines.flatMap((line, s): Belief[] => {
    if (!line) return [];
    const only = lines.map((other, t) => (t === s ? other : null));
    const belief = { told: only, everything: teach(only) };
    // Who has so many rows of its own that not all of them fit beside others' has no need of these.
    if (todaysIndices(belief.everything.task.rows).length < own.n) return [];
    return scoreOf(belief.everything) > scoreOf(alone.everything) + burden ? [belief] : [];
  });
  const [first, ...others] = better;
  if (!first || others.length === 0) return first ?? alone;
  const told = lines.map((_, s) => better.map((belief) => belief.told[s]).find((one) => one) ?? null);
  return { told, everything: teach(told) };
}
