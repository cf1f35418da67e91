// What bends do to the columns while they are learned: bent numbers, and whispers that tell the slopes of the bends.

import { at } from '../kernels/at.ts';
import { type Unknowns, whisper } from '../model/joint-likelihood.ts';
import { unbent, unbentSlope } from '../model/prior.ts';
import { bend, bendChange } from '../space/bend.ts';

/**
 * a (m) as unknowns: each number x becomes w(x; a_k). With w′ = ∂w/∂a the kernels get two columns more for each, ε·(w + w′) and ε·(w − w′): a quarter
 * of C(w + w′) − C(w − w′) is Σ W H Δw·Δw′, which over ℓ² is the slope in a_k.
 */
export const bendColumns = (m: number): Unknowns => ({
  columns: 3 * m,
  write: (bends, rows, from, inverse, out, to) => {
    for (let k = 0; k < m; k++) {
      const [u, a] = [at(rows, from + k), at(bends, k)];
      const place = bend(u, a);
      const change = bendChange(u, a, place);
      out[to + k] = place * at(inverse, k);
      out[to + m + 2 * k] = whisper * (place + change);
      out[to + m + 2 * k + 1] = whisper * (place - change);
    }
  },
  slopes: (_, contraction, inverse, slopes) => {
    for (let k = 0; k < m; k++) {
      const crossed = at(contraction, m + 2 * k) - at(contraction, m + 2 * k + 1);
      slopes[k] = (crossed / (4 * whisper ** 2)) * at(inverse, k) ** 2;
    }
  },
  believe: (bends, slopes) => {
    for (let k = 0; k < m; k++) slopes[k] = at(slopes, k) + unbentSlope(at(bends, k));
    return unbent(bends);
  },
});
