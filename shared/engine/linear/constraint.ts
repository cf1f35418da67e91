// Linear constraints in one form, Σ weight·value ≤ threshold, and whether values satisfy one however a client adds them up.
import type { LinearConstraint } from '../types.ts';

export type HalfSpace = {
  /** Parameter indices, weights that are not 0. */
  readonly terms: readonly { readonly parameter: number; readonly weight: number }[];
  readonly threshold: number;
};

/** Turning the sign of every number is exact, so nothing is lost between the two types. */
export function halfSpace({ type, terms, threshold }: LinearConstraint): HalfSpace {
  const sign = type === 'less_than' ? 1 : -1;
  const turned = terms.map(({ parameter, weight }) => ({ parameter, weight: sign * weight }));
  return { terms: turned.filter(({ weight }) => weight !== 0), threshold: sign * threshold };
}

/** Half the distance from 1 to the next double: the largest relative error of one operation. */
const roundoff = 2 ** -53;

/**
 * True when the sum stays below the threshold in every order of addition: the slack exceeds what two such sums can differ by, n·u·Σ|products| each
 * (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, §4.2). Whole products are added without error, so their slack may be 0.
 */
export function isSatisfied({ terms, threshold }: HalfSpace, valueFor: (parameter: number) => number): boolean {
  let sum = 0;
  let size = 0;
  let whole = true;
  for (const { parameter, weight } of terms) {
    const product = weight * valueFor(parameter);
    sum += product;
    size += Math.abs(product);
    whole &&= Number.isInteger(product);
  }
  const exact = whole && size <= Number.MAX_SAFE_INTEGER;
  return threshold - sum >= (exact ? 0 : 4 * (terms.length + 1) * roundoff * size);
}
