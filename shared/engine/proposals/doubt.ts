// Asks that doubt the user's priors: evaluations that a wrong prior cannot take, and the only witnesses that did not come from it.
import type { Ask } from '../ask.ts';
import type { Space } from '../space/space.ts';
import type { Choice } from './propose.ts';

/**
 * Two asks of five are made as if no prior had been given. Points drawn from a prior cannot say that values are better elsewhere, and the best of them always
 * agree with it (preference.ts): who asks nowhere else never learns that it was wrong. A right prior loses little by it, because what its points found
 * leads these asks too. One of three is too few for what a wrong one hides, one of two costs a right one its lead (bench/studies/priors.md). The two schools
 * alternate by the number of the ask, so that of five both doubt as often.
 */
const [every, turns] = [5, [2, 4]];

/** The space as the ask sees it: the given one where nothing is to be doubted. Up to the ask `sure`, which begins the design, priors are believed. */
export function doubting(space: Space, { kind, number }: Pick<Ask, 'kind' | 'number'>, sure: number): Space {
  const isTurn = kind === 'offline' && number > sure && turns.includes(number % every);
  return isTurn && space.dimensions.some(({ prior }) => prior) ? withoutPriors(space) : space;
}

function withoutPriors(space: Space): Space {
  const { dimensions, tasks } = space;
  return {
    ...space,
    dimensions: dimensions.map((dimension) => ({ ...dimension, prior: null })),
    tasks: tasks && { ...tasks, target: withoutPriors(tasks.target) },
  };
}

/** The names of the rules as a receipt says them: whoever gave a prior is told which suggestions ask without it, and were weighed against others without it. */
export function doubtful<T extends Pick<Choice, 'arm' | 'considered'>>({ considered = [], ...choice }: T) {
  const told = (arm: string): string => `${arm}/no-prior`;
  const others = considered.map((other) => ({ ...other, arm: told(other.arm) }));
  return { ...choice, arm: told(choice.arm), considered: others };
}
