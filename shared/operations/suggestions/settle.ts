// Claims a choice; when others were faster, keeps it as long as everything they claimed lies apart from it.
//
//   A:  choose ───────────────────── claim: lost ── what was claimed since? far away ── claim again
//   B:  choose ── claim                                                     └ near: choose anew, with it open
import type { Suggestion } from '../../domain/observation.ts';
import type { Space } from '../../engine/space/space.ts';
import { apart } from '../../engine/space/taken.ts';
import { type ExperimentScope, isOutdated, readState } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import { type Claim, claimSuggestion } from '../../store/suggestions/claim-suggestion.ts';
import { suggestionsAfter } from '../../store/suggestions/suggestions.ts';
import { pointsOf, runPoint } from '../optimizer/problem.ts';

type Settled = { readonly suggestion: Suggestion | null; readonly state: State };

/** Claims of one choice: then so many were faster that a new one knows much more. */
const claims = 8;

/** `endless`: the space, if it has doubles; in a finite one points do not lie apart, they are equal or not, and a lost choice is lost. */
export async function settle(
  scope: ExperimentScope,
  state: State,
  claim: Claim,
  endless: Space | null,
): Promise<Settled> {
  let seen = state;
  for (let tries = 1; ; tries++) {
    const suggestion = await claimSuggestion(scope, seen, claim);
    if (suggestion) return { suggestion, state: seen };
    // Read before the suggestions: whatever is claimed after it makes the next claim fail as well.
    const now = await readState(scope);
    const possible = endless && tries < claims && !isOutdated(scope, now) && isThere(claim, now);
    if (!possible || !(await standsApart(scope, seen, claim, endless))) return { suggestion: null, state: now };
    seen = now;
  }
}

/** A pool slot that nobody took, in a pool that was not replaced. Then no other slot of the pool was claimed either: they go in order. */
const isThere = ({ slot }: Claim, { model, poolServed }: State): boolean =>
  !slot || (model?.generation === slot.generation && poolServed === slot.served);

/** Open or reported meanwhile: every suggestion that was claimed since the choice was made counts. */
async function standsApart(scope: ExperimentScope, seen: State, claim: Claim, space: Space): Promise<boolean> {
  const point = runPoint(scope.experiment, space, claim);
  if (!point) return false;
  const others = pointsOf(scope.experiment, space, await suggestionsAfter(scope, seen.suggestionTop));
  return others.every((other) => apart(point, other));
}
