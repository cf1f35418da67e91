// Archived runs take their suggestions and observations with them, out of lists, counts and the optimizer's sight; a restored run brings its own back.
import { compareIds } from '../../domain/id.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';
import { changeOfAll } from '../experiments/state-change.ts';
import { summaryWithout } from '../observations/change-observations.ts';
import { countIn } from '../observations/count-observations.ts';
import { isLive, observationItem, parseObservation } from '../observations/observation-items.ts';
import { findSuggestions, parseSuggestion } from '../suggestions/suggestions.ts';
import type { Change } from '../table/expression.ts';
import { idOf, type Key, sortKey } from '../table/keys.ts';
import { getMany, type Item, type Write } from '../table/table.ts';

/** A part of a transaction: writes of its own, and what it wants of the experiment's state, which must be as it was read. */
export type Part = {
  readonly writes: readonly Write[];
  readonly change: Change;
  /** Whether observations begin or cease to count. */
  readonly reshapes: boolean;
};

type Ids = (string | null)[];

/** Takes what belongs to these runs out of sight, as far as it is not deleted already. */
export async function hiding(scope: ExperimentScope, state: State, runs: readonly Run[]): Promise<Part> {
  const [suggestions, observations] = await Promise.all([
    findSuggestions({ ...scope, state, items: new Map() }, present(runs.map(({ suggestion }) => suggestion))),
    observationsOf(scope, runs),
  ]);
  const claimed = suggestions.filter((one) => one !== null);
  const live = observations.filter((item) => isLive(item, state));
  const gone = live.map(parseObservation);
  return {
    writes: [
      ...claimed.flatMap(({ suggestion: { id }, open }) => suggestionGone(scope, id, open)),
      ...live.map((item) => observationPut(scope, item, true)),
    ],
    change: changeOfAll([
      claimed.length > 0 ? { add: { sugLive: -claimed.length, ov: 1 } } : {},
      ...(gone.length > 0 ? [await summaryWithout(scope, state, gone), { add: { dv: 1, edits: 1 } }] : []),
    ]),
    reshapes: gone.length > 0,
  };
}

const present = (ids: Ids): string[] => ids.flatMap((id) => id ?? []);

async function observationsOf(scope: ExperimentScope, runs: readonly Run[]): Promise<Item[]> {
  const keys = present(runs.map(({ observation }) => observation)).map((id) => ({
    pk: scope.pk,
    sk: sortKey.observation(id),
  }));
  return (await getMany(scope.store.table, keys)).filter((item) => item !== null);
}

const suggestionKeyOf = ({ pk }: ExperimentScope, id: string): Key => ({ pk, sk: sortKey.suggestion(id) });

/** As one that is deleted by itself: that nobody had reported it stays known. */
const suggestionGone = (scope: ExperimentScope, id: string, open: boolean): Write[] => [
  {
    update: suggestionKeyOf(scope, id),
    change: { set: { deleted: true, ...(open ? { unreported: true } : {}) } },
    when: { expression: 'attribute_exists(#pk) AND attribute_not_exists(#deleted)' },
  },
  ...(open ? [{ remove: { pk: scope.pk, sk: sortKey.open(id) } }] : []),
];

/** The observation as it was read, deleted or live. */
function observationPut({ pk }: ExperimentScope, item: Item, deleted: boolean): Write {
  const version = typeof item['version'] === 'number' ? item['version'] : 0;
  return {
    put: observationItem(pk, { ...parseObservation(item), deleted }, { version: version + 1 }),
    when: { expression: '#version = :version', values: { version } },
  };
}

/** `reports`: the same transaction makes the observation of the run, so its suggestion is not open again. */
export type Turning = { readonly now: number; readonly notify: boolean; readonly reports: boolean };

/** Brings back what belongs to a run. What was deleted together with all others of the experiment stays so. */
export async function showing(scope: ExperimentScope, state: State, run: Run, counting: Turning): Promise<Part> {
  const [suggestions, observations] = await Promise.all([
    getMany(
      scope.store.table,
      present([run.suggestion]).map((id) => suggestionKeyOf(scope, id)),
    ),
    observationsOf(scope, [run]),
  ]);
  const back = suggestions.filter((item) => item !== null).filter((item) => canReturn(item, state));
  const hidden = observations.filter((item) => item['deleted'] === true && isAbove(item, state.observationFloor));
  const again = hidden.map((item) => ({ ...parseObservation(item), deleted: false }));
  return {
    writes: [
      ...back.flatMap((item) => suggestionBack(scope, item, counting.reports)),
      ...hidden.map((item) => observationPut(scope, item, false)),
    ],
    change: changeOfAll([
      back.length > 0 ? { add: { sugLive: back.length, ov: 1 } } : {},
      again.length > 0
        ? countIn(scope, state, again, {
            ...{ now: counting.now, notify: counting.notify, late: true, again: true },
          }).change
        : {},
    ]),
    reshapes: again.length > 0,
  };
}

const isAbove = (item: Item, floor: string): boolean => compareIds(idOf(item.sk), floor) > 0;

/** One that was open is open again, which a floor above it would say it is not. */
const canReturn = (item: Item, { suggestionFloor, openFloor }: State): boolean =>
  item['deleted'] === true &&
  isAbove(item, suggestionFloor) &&
  (item['unreported'] !== true || isAbove(item, openFloor));

function suggestionBack({ pk }: ExperimentScope, item: Item, reports: boolean): Write[] {
  const { id, assignments, task } = parseSuggestion(item);
  const open = { pk, sk: sortKey.open(id), doc: JSON.stringify({ assignments, task, pool: null }) };
  return [
    {
      update: { pk, sk: item.sk },
      change: { remove: ['deleted', 'unreported'] },
      when: { expression: '#deleted = :true', values: { true: true } },
    },
    ...(item['unreported'] === true && !reports ? [{ put: open }] : []),
  ];
}
