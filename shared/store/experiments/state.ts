// What changes on nearly every call to an experiment: one item under 1 KB, because DynamoDB bills the whole item on each update.
//
//   data version   rises with every write of observations and with every change of the search space
//   edits          rises when something already counted changes (update, delete, a batch made visible, a change of the space):
//                  then rows kept elsewhere (snapshot, warm memory) have to be read anew, and not only continued
//   open version   rises with every suggestion that is claimed or deleted, and when a large batch closes some; a claim says which version it has seen, and loses when it moved
//   shaped         version of the definition that last changed the search space, or archived or restored the experiment: a claim made with an
//                  older definition loses
//   tops           highest id of an observation (of a suggestion) ever given; the next one is always greater, so id order is commit order
//   floors         observations (suggestions, open suggestions) with an id up to the floor are deleted, whatever their item says

import { unpadId } from '../../domain/id.ts';
import type { Key } from '../table/keys.ts';
import { dueMark, sortKey } from '../table/keys.ts';
import type { Item } from '../table/table.ts';

/** The newest complete model: where it is and what it knew. */
export type StoredModel = {
  readonly generation: number;
  /** What the engine's documents meant when it was stored; absent before that was counted. */
  readonly format?: number;
  readonly dataVersion: number;
  readonly openVersion: number;
  readonly edits: number;
  readonly revision: number;
  /** Live observations when its hyperparameters were learned. */
  readonly fitted: number;
  /** Suggestions waiting in its pool when it was stored. */
  readonly pool: number;
  /** Null while reading the observations themselves is cheaper than storing their rows again and again. */
  readonly snapshot: StoredSnapshot | null;
};

/** Rows beside a model: `n` of them in `parts` chunks, of the observations up to the id `top`, as they were at this count of edits. */
export type StoredSnapshot = {
  readonly generation: number;
  readonly parts: number;
  readonly n: number;
  readonly top: string;
  readonly edits: number;
  readonly revision: number;
};

export type State = {
  readonly dataVersion: number;
  readonly edits: number;
  readonly openVersion: number;
  readonly shaped: number;
  readonly asks: number;
  readonly observationsEver: number;
  readonly observationsLive: number;
  /** Sum of the costs of live observations in an experiment with tasks, in billionths: whole numbers add up exactly. */
  readonly spent: number;
  readonly suggestionsEver: number;
  readonly suggestionsLive: number;
  readonly queued: number;
  /** Training runs that are not archived: those that go on, and those that came to an end. */
  readonly runsActive: number;
  readonly runsFinished: number;
  readonly top: string | null;
  readonly suggestionTop: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly best: string | null;
  readonly bestValue: number | null;
  readonly observationFloor: string;
  readonly suggestionFloor: string;
  readonly openFloor: string;
  readonly model: StoredModel | null;
  /** Pool slots of the newest model that were served. */
  readonly poolServed: number;
  readonly due: string | null;
  /** Name of the optimizer's run that works on it. */
  readonly lease: string | null;
  /** Until when, in milliseconds since the epoch; it may have died meanwhile. */
  readonly leaseUntil: number;
};

const number = (item: Item, name: string): number => (typeof item[name] === 'number' ? item[name] : 0);
const id = (item: Item, name: string): string | null => (typeof item[name] === 'string' ? unpadId(item[name]) : null);
const text = (item: Item, name: string): string | null => (typeof item[name] === 'string' ? item[name] : null);

export function parseState(item: Item): State {
  const model = text(item, 'model');
  const bestValue = text(item, 'bestValue');
  return {
    dataVersion: number(item, 'dv'),
    edits: number(item, 'edits'),
    openVersion: number(item, 'ov'),
    shaped: number(item, 'shaped'),
    asks: number(item, 'asks'),
    observationsEver: number(item, 'obsEver'),
    observationsLive: number(item, 'obsLive'),
    spent: number(item, 'spent'),
    suggestionsEver: number(item, 'sugEver'),
    suggestionsLive: number(item, 'sugLive'),
    queued: number(item, 'queued'),
    runsActive: number(item, 'runsActive'),
    runsFinished: number(item, 'runsFinished'),
    top: id(item, 'top'),
    suggestionTop: id(item, 'sugTop'),
    first: id(item, 'first'),
    last: id(item, 'last'),
    best: id(item, 'best'),
    bestValue: bestValue === null ? null : Number(bestValue),
    observationFloor: id(item, 'obsFloor') ?? '0',
    suggestionFloor: id(item, 'sugFloor') ?? '0',
    openFloor: id(item, 'openFloor') ?? '0',
    model: model === null ? null : (JSON.parse(model) as StoredModel),
    poolServed: number(item, 'poolServed'),
    due: text(item, 'dueSk'),
    lease: text(item, 'lease'),
    leaseUntil: number(item, 'leaseUntil'),
  };
}

export const stateKey = (pk: string): Key => ({ pk, sk: sortKey.state });

/** How long after a change the sweeper looks whether the optimizer has seen to it, in milliseconds. */
const sweepAfter = 60_000;

/** Marks the experiment as waiting for the optimizer, unless it is marked already. */
export const dirtyMark = (now: number, experiment: string) => dueMark(now + sweepAfter, experiment);
