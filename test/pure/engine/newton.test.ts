// The search by information: where it ends, what it never does, and how few evaluations it takes for hyperparameters.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cube, history } from '../../../bench/speed/history.ts';
import { makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { type Evidence, negativeLogPosterior } from '../../../shared/engine/model/likelihood.ts';
import { negativeLogPrior, type PriorName, startTheta, thetaBox } from '../../../shared/engine/model/prior.ts';
import { minimize } from '../../../shared/engine/numerics/lbfgs.ts';
import { advanceNewton, beginNewton, type Informed, minimizeNewton } from '../../../shared/engine/numerics/newton.ts';
import { fitWarps, forwardAll } from '../../../shared/engine/values/warp.ts';

const box = (d: number, reach: number) => ({
  lower: new Float64Array(d).fill(-reach),
  upper: new Float64Array(d).fill(reach),
});

/** Rosenbrock's valley as a sum of squares, with the information that leaves out how the residuals bend. */
const valley: Informed = ([a = 0, b = 0], gradient, information) => {
  gradient.set([-2 * (1 - a) - 40 * a * (b - a * a), 20 * (b - a * a)]);
  information?.set([2 + 80 * a * a, -40 * a, -40 * a, 20]);
  return (1 - a) ** 2 + 10 * (b - a * a) ** 2;
};

const starts = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }));
const limits = (iterations: number) => ({ iterations, tolerance: 1e-6 });

/** Ten parameters, n observations, as a school sees them. */
function evidenceOf(n: number, seed: number): Evidence {
  const data = history(10, n, seed);
  const values = data.columns[0]?.values ?? new Float64Array(n);
  const [warp] = fitWarps(values);
  if (!warp) throw new Error('there is always a transform');
  const [counts, variances] = [new Float64Array(n).fill(1), new Float64Array(n)];
  const embedding = makeEmbedding(cube(10));
  return { embedding, n, rows: data.points, targets: forwardAll(warp, values), counts, variances, noise: null };
}

describe('a search by information', () => {
  // From anywhere it ends at the bottom of a bent valley, or where the box cuts it off.
  it('finds the minimum in a box', () => {
    fc.assert(
      fc.property(starts, (start) => {
        const free = minimizeNewton(valley, Float64Array.from(start), box(2, 2), limits(100));
        expect([...free.x].map((v) => v.toFixed(3))).toEqual(['1.000', '1.000']);
        const cut = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(0.5, 2) };
        const held = minimizeNewton(valley, Float64Array.from(start), cut, limits(100));
        expect([...held.x].map((v) => v.toFixed(3))).toEqual(['0.500', '0.250']);
      }),
    );
  });

  // No step goes up, each stays in the box, and stopping and going on is the same as never having stopped.
  it('goes on where it stopped, and never up', () => {
    fc.assert(
      fc.property(starts, fc.nat({ max: 8 }), (start, first) => {
        const within = box(2, 1.5);
        const begun = beginNewton(valley, Float64Array.from(start), within);
        const half = advanceNewton(valley, begun, within, limits(first));
        const [stopped, whole] = [half, begun].map((from, k) =>
          advanceNewton(valley, from, within, limits(k === 0 ? 6 : first + 6)),
        );
        expect(half.value).toBeLessThanOrEqual(begun.value);
        expect(stopped?.value).toBeLessThanOrEqual(half.value);
        expect(Math.max(...(stopped?.x ?? []).map(Math.abs))).toBeLessThanOrEqual(1.5);
        expect(stopped?.value).toBeCloseTo(whole?.value ?? Number.NaN, 8);
      }),
    );
  });

  // Information that is wrong, or nothing at all, costs steps and no safety.
  it('does not need the information to be right', () => {
    for (const wrong of [0, 1e-9, 1e9, Number.NaN]) {
      const misled: Informed = (x, gradient, information) => {
        information?.fill(wrong);
        return valley(x, gradient);
      };
      const start = Float64Array.of(-1, 1);
      const found = minimizeNewton(misled, start, box(2, 2), limits(50));
      expect(found.value).toBeLessThanOrEqual(valley(start, new Float64Array(2)));
      expect([...found.x].every(Number.isFinite)).toBe(true);
    }
  });

  // Hyperparameters of ten parameters: as good as two hundred steps of L-BFGS from the same place, to a tenth of a nat, in two thirds of its evaluations.
  it.each(['independent', 'dimension-scaled'] as const)('learns hyperparameters (%s)', (prior) => {
    const within = thetaBox(prior, 10, { kind: 'unknown' });
    const course = { iterations: 40, tolerance: 1e-2, gain: 3e-3 };
    let evaluations = 0;
    const count = (search: () => unknown): number => {
      evaluations = 0;
      search();
      return evaluations;
    };
    let [own, usual] = [0, 0];
    for (let seed = 1; seed <= 8; seed++) {
      const cost = negativeLogPosterior(evidenceOf(80, seed), prior);
      const counted: Informed = (...given) => {
        evaluations += 1;
        return cost(...given);
      };
      own += count(() => minimizeNewton(counted, startTheta(10), within, course));
      usual += count(() => minimize(counted, startTheta(10), within, course));
      const found = minimizeNewton(cost, startTheta(10), within, course);
      const long = minimize(cost, startTheta(10), within, { iterations: 200, tolerance: 1e-3 });
      expect(found.value).toBeLessThan(long.value + 0.1);
    }
    expect(own).toBeLessThan((2 / 3) * usual);
  });
});

describe('the information of a prior', () => {
  const some = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 });
  const kinds = fc.constantFrom<PriorName>('independent', 'dimension-scaled');

  // Its diagonal is the second derivative, and nothing stands beside it.
  it('is its curvature', () => {
    fc.assert(
      fc.property(some, kinds, fc.boolean(), (values, prior, believed) => {
        const theta = Float64Array.from(values);
        const columns = { numeric: [0, 1, 2], coded: [3], task: 2, direction: [0.6, 0.8, 0], earlier: 2 };
        const embedding = { ...columns, width: 7 };
        const belief = believed ? { mu: -3, variance: 0.7 } : null;
        const slopes = (x: Float64Array, information: Float64Array | null = null): Float64Array => {
          const gradient = new Float64Array(9);
          negativeLogPrior(prior, x, gradient, belief, embedding, information);
          return gradient;
        };
        const information = new Float64Array(81);
        slopes(theta, information);
        for (let i = 0; i < 9; i++) {
          const [up, down] = [1e-5, -1e-5].map((h) => slopes(theta.map((v, k) => (k === i ? v + h : v))));
          for (let k = 0; k < 9; k++) {
            const second = ((up?.[k] ?? Number.NaN) - (down?.[k] ?? Number.NaN)) / 2e-5;
            expect(Math.abs((information[9 * i + k] ?? Number.NaN) - second)).toBeLessThan(
              1e-4 * (1 + Math.abs(second)),
            );
          }
        }
      }),
    );
  });
});
