// Answers an ask: a queued suggestion first, else a chosen point, claimed so that no two simultaneous asks get the same one.

import type { Suggestion } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { cardinality } from '../../engine/space.ts';
import { type Claim, claimSuggestion, nextAsk } from '../../store/claim-suggestion.ts';
import { pause } from '../../store/pause.ts';
import { pageQueued } from '../../store/queued-suggestions.ts';
import { type ExperimentScope, readState } from '../../store/scope.ts';
import type { State } from '../../store/state.ts';
import { openSuggestions } from '../../store/suggestions.ts';
import type { Context } from '../context.ts';
import { poolIsLow } from '../optimizer/due.ts';
import { spaceOf } from '../optimizer/problem.ts';
import { choose } from './choose.ts';
import { mostOpen } from './open.ts';
import { settle } from './settle.ts';

/** An ask computes at most so often; then it takes what is cheap, and in an endless space in the end a random point, whoever else asks. */
const computes = 3;
const chosenTries = 12;
const mostTries = 40;

export async function ask(
  context: Context,
  scope: ExperimentScope,
  metadata: Suggestion['metadata'],
): Promise<Suggestion> {
  const queued = await serveQueued(scope, metadata);
  if (queued) return queued;
  const { number, state: first } = await nextAsk(scope);
  const space = spaceOf(scope.experiment);
  const endless = cardinality(space) === Number.POSITIVE_INFINITY;
  let state = first;
  for (let tries = 0; tries < mostTries && context.remaining() > 2000; tries++) {
    // The state was read before the open suggestions: one claimed in between is known, but it moved the open version, and the claim fails.
    const open = await openSuggestions(scope, state, mostOpen);
    const anywhere = endless && tries >= chosenTries;
    const claim = await choose(scope, state, open, { number, hurried: tries >= computes, anywhere });
    // A slot is taken by its number, and was chosen apart from all that is open.
    const strict = !anywhere && !(endless && claim.slot);
    const settled = await settle(scope, state, { ...claim, metadata, strict }, endless ? space : null);
    if (settled.suggestion) {
      await refillWhenLow(context, scope, state, claim.slot);
      return settled.suggestion;
    }
    state = tries < computes ? settled.state : await stateAfterPause(scope, tries - computes);
  }
  throw tryAgain('Too many asks for the same experiment at once.');
}

async function stateAfterPause(scope: ExperimentScope, round: number): Promise<State> {
  await pause(round);
  return readState(scope);
}

/** The oldest queued suggestion, if it was not served by others every time we looked. */
async function serveQueued(scope: ExperimentScope, metadata: Suggestion['metadata']): Promise<Suggestion | null> {
  for (let state = scope.state; state.queued > 0; state = await readState(scope)) {
    const { read } = await pageQueued(scope, { above: null, below: null, newestFirst: false, take: 1 });
    const [next] = read;
    if (!next) return null;
    const receipt = {
      source: 'queued',
      arm: null,
      modelVersion: null,
      dataVersion: state.dataVersion,
      predicted: [],
    } as const;
    const claim = { assignments: next.assignments, task: next.task, metadata, receipt, strict: false, queued: next.id };
    const suggestion = await claimSuggestion(scope, state, claim);
    if (suggestion) return suggestion;
  }
  return null;
}

/** The pool was emptied by this ask or nearly so: the next burst should find a new one. */
async function refillWhenLow(
  context: Context,
  scope: ExperimentScope,
  state: State,
  slot: Claim['slot'],
): Promise<void> {
  if (!slot || !poolIsLow(scope.experiment, { model: state.model, poolServed: slot.served + 1 })) return;
  await context.enqueue({ client: scope.store.client, experiment: scope.experiment.id });
}
