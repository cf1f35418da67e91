// Whatever an experiment is and whatever was reported: the answer lies in its bounds, keeps its constraints, has no NaN, and is the same again.
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { type Law, laws } from './sound.ts';

const runs = 1000;

/** fast-check prints the seed and the path of a failure; `npm run bench -- wild` runs ten thousand with a seed of yours. */
const check = ({ property, part }: Law): void => fc.assert(property, { numRuns: Math.round(runs * part) });

describe('any experiment with any history', () => {
  it('gets sound answers', { timeout: 300_000 }, () => check(laws.answers));
  it('gets sound answers after hundreds of repetitions', { timeout: 120_000 }, () => check(laws.repetitions));
  it('gets sound insights', { timeout: 120_000 }, () => check(laws.insights));
});
