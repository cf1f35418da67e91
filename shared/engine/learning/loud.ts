// When the school that must not call much noise may do so after all: for a constraint metric that scatters loudly, whose every value it would follow.

import type { Task } from '../model/evidence.ts';
import type { Member } from '../model/model.ts';
import { quietNoise } from '../model/prior.ts';

/** Share of the variance that the school without a cap calls noise; below, nothing is learned twice. */
const loud = 0.1;
/** Share of the cap from which on a school stands at it. */
const near = 0.8;
/** Nats by which noise must explain the values better: it can explain every oscillation away, and an advantage of a few nats comes by chance. */
const price = 5;

/**
 * The `capped` school, or what it learns where it is told that values scatter, if that explains them much better. What is best under a constraint lies on its
 * border, and whoever follows noise there takes each lucky value for a point that holds. `listener`: the school without a cap. Not for optimized metrics: of one it
 * brought nothing, and of several it helped on one task of five (bench/studies/noise-and-tasks.md).
 */
export function unlessLoud(task: Task, capped: Member, listener: Member, learn: (task: Task) => Member): Member {
  const isLoud = noiseIn(listener) > loud && noiseIn(capped) > near * quietNoise;
  if (task.scatter.kind !== 'unknown' || !isLoud) return capped;
  const free = learn({ ...task, scatter: { kind: 'some' } });
  return costOf(capped) - costOf(free) > price ? free : capped;
}

/** Of the best explanation, in parts of the values' variance. */
const noiseIn = ({ explanations: [best] }: Member): number => Math.exp(best?.theta.at(-1) ?? Number.NEGATIVE_INFINITY);

const costOf = ({ explanations: [best] }: Member): number => best?.cost ?? Infinity;
