// Evidence for tests of what is learned together with the hyperparameters.
import { embedAll, makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Problem } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { randomPoints } from './history.ts';

const mixed: Problem = {
  parameters: [...cube(3).parameters, { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b', 'c'] }],
};

/** Random rows of three numbers and a category with random values; z: their θ (6), and three unknowns more. */
export function evidenceOf(n: number, seed: number) {
  const space = makeSpace(mixed);
  const random = makeRandom(seed);
  const points = Float64Array.from(randomPoints(space, n, seed).flatMap((point) => [...point]));
  const evidence = {
    ...{ embedding: makeEmbedding(space), n, counts: new Float64Array(n).fill(1), noise: null },
    rows: embedAll(makeEmbedding(space), points, n, 4, new Float64Array(4).fill(1)),
    targets: Float64Array.from({ length: n }, () => random.normal()),
    variances: new Float64Array(n),
  };
  const z = Float64Array.from({ length: 9 }, (_, k) => (k === 5 ? -3 : 0.7 * random.normal()));
  return { evidence, z, points };
}
