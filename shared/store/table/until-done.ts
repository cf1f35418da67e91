// Repeats what another request got in the way of: so many times and no more, with a pause in between.
import { pause } from './pause.ts';

const mostTries = 30;

/** `attempt` reads anew each time, and gives undefined when somebody else was faster; `failure` says what it means when that lasts. */
export async function untilDone<Result>(
  attempt: () => Promise<Result | undefined>,
  failure: () => Error,
): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries++) {
    const result = await attempt();
    if (result !== undefined) return result;
    await pause(tries);
  }
  throw failure();
}
