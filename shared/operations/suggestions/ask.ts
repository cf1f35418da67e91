// Answers an ask: a queued suggestion first, else a chosen point, claimed so that no two simultaneous asks get the same one.

import type { Source, Suggestion } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { cardinality } from '../../engine/space/space.ts';
import { type ExperimentScope, isOutdated, readState } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import { type Claim, claimSuggestion, nextAsk } from '../../store/suggestions/claim-suggestion.ts';
import { pageQueued } from '../../store/suggestions/queued-suggestions.ts';
import { openSuggestions } from '../../store/suggestions/suggestions.ts';
import { pause } from '../../store/table/pause.ts';
import type { Context } from '../context.ts';
import { poolIsLow } from '../optimizer/due.ts';
import { mostOpen } from '../optimizer/open.ts';
import { spaceOf } from '../optimizer/problem.ts';
import { makePhases } from '../phases.ts';
import { type AskPhases, choose } from './choose.ts';
import { plainReceipt } from './plain-receipt.ts';
import { settle } from './settle.ts';

/** An ask computes at most so often; then it takes what is cheap, and in an endless space in the end a random point, whoever else asks. */
const computes = 3;
const chosenTries = 12;
const mostTries = 40;

/** Milliseconds that must be left for one more try. */
const leastTime = 2000;

/** What an ask's line of the log says beside its times; `tries`: choices that were made until one was nobody else's. */
type Asked = { source: Source | null; tries: number };

/** Null when the experiment was changed or archived meanwhile: whoever asks must look at it anew. `along`: what is made together with the suggestion. */
export async function ask(
  context: Context,
  scope: ExperimentScope,
  metadata: Suggestion['metadata'],
  along?: Claim['along'],
): Promise<Suggestion | null> {
  const phases: AskPhases = makePhases(context.now, ['read', 'model', 'choose', 'write']);
  const asked: Asked = { source: null, tries: 0 };
  try {
    const suggestion =
      (await phases.wait('write', () => serveQueued(context, scope, metadata, along))) ??
      (await serveChosen(context, scope, { metadata, along }, { phases, asked }));
    asked.source = suggestion?.receipt.source ?? null;
    return suggestion;
  } finally {
    context.note({ experiment: scope.experiment.id, ...asked, ...phases.spent() });
  }
}

type Watch = { readonly phases: AskPhases; readonly asked: Asked };

/** A point chosen now or ahead; null as above. */
async function serveChosen(
  context: Context,
  scope: ExperimentScope,
  given: Pick<Claim, 'metadata' | 'along'>,
  { phases, asked }: Watch,
): Promise<Suggestion | null> {
  const { number, state: first } = await phases.wait('write', () => nextAsk(scope));
  const space = spaceOf(scope.experiment);
  const endless = cardinality(space) === Number.POSITIVE_INFINITY;
  let state = first;
  for (let tries = 0; tries < mostTries && context.remaining() > leastTime; tries++) {
    if (isOutdated(scope, state)) return null;
    asked.tries = tries + 1;
    const before = state;
    // The state was read before the open suggestions: one claimed in between is known, but it moved the open version, and the claim fails.
    const open = await phases.wait('read', () => openSuggestions(scope, before, mostOpen));
    const anywhere = endless && tries >= chosenTries;
    const claim = await choose(
      scope,
      state,
      open,
      { number, hurried: tries >= computes, anywhere },
      { phases, log: context.log },
    );
    const wanted = { ...claim, ...given, strict: !anywhere };
    const settled = await phases.wait('write', () => settle(scope, before, wanted, endless ? space : null));
    if (settled.suggestion) {
      await refillWhenLow(context, scope, settled.state, claim.slot);
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

/** The oldest queued suggestion; when others were faster, one of the oldest few, lest all of them try for the same one again. Null when there is none. */
async function serveQueued(
  context: Context,
  scope: ExperimentScope,
  metadata: Suggestion['metadata'],
  along: Claim['along'],
): Promise<Suggestion | null> {
  let { state } = scope;
  for (let tries = 0; state.queued > 0 && !isOutdated(scope, state); tries++) {
    if (tries === mostTries || context.remaining() <= leastTime)
      throw tryAgain('Too many asks for the same queued suggestions at once.');
    const { read } = await pageQueued(scope, { above: null, below: null, newestFirst: false, take: 1 + 4 * tries });
    const [byte = 0] = context.randomBytes(1);
    const next = read[byte % read.length];
    if (!next) return null;
    const receipt = plainReceipt('queued', state);
    const { assignments, task, id } = next;
    const claim = { assignments, task, metadata, receipt, strict: false, queued: id, along };
    const suggestion = await claimSuggestion(scope, state, claim);
    if (suggestion) return suggestion;
    state = await stateAfterPause(scope, tries);
  }
  return null;
}

/** The pool is empty after this ask or nearly so: the next burst should find a new one. A message that was lost is made up for by the next ask. */
async function refillWhenLow(
  context: Context,
  scope: ExperimentScope,
  { model, poolServed }: State,
  slot: Claim['slot'],
): Promise<void> {
  if (!poolIsLow(scope.experiment, { model, poolServed: slot ? slot.served + 1 : poolServed })) return;
  await context.enqueue({ client: scope.store.client, experiment: scope.experiment.id });
}
