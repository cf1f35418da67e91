// The contract's best practices: what makes suggestions slower or less useful than they could be, in a sentence each.
import { fixedBudget } from '../definition/budget.ts';
import type { Definition, Parameter } from '../experiment.ts';
import { liveParameters } from '../parameters/parameter.ts';

/** What the rules look at beside the definition. */
export type Practice = {
  /** Open suggestions; more than the bandwidth may be given as any larger number. */
  readonly open: number;
  readonly observations: number;
  readonly consumed: number;
  /** Parameters that the model sees on another scale than the one that was given. */
  readonly noticed: readonly Noticed[];
  /** Values that the model leaves out as accidents, and the observations that it was learned from; null where nothing was learned. */
  readonly accidents: { readonly count: number; readonly observations: number } | null;
  /** Observations after which the model was found to know full runs better without those of cheaper tasks; null: it listens to all, or there are none. */
  readonly fullAlone: number | null;
};

/** The range is seen as a logarithmic one is whose ends are `apart` times apart, and which `spread`s that part of it; learned from so many observations. */
type Noticed = {
  readonly name: string;
  readonly apart: number;
  readonly spread: 'beginning' | 'end';
  readonly observations: number;
};

/** With linear constraints, and with conditionals. Breadth is the number of values of all conditionals together. */
const constrained = { parameters: 100, observations: 2500, constraints: 10 };
const conditional = { parameters: 20, observations: 600, breadth: 6 };

export function violationsOf(definition: Definition, practice: Practice): string[] {
  const { linearConstraints, conditionals } = definition;
  return [
    ...crowding(definition, practice),
    ...overspending(definition, practice),
    ...ofScales(definition, practice),
    ...ofAccidents(practice),
    ...ofTasks(practice),
    ...(linearConstraints.length > 0 ? ofConstrained(definition, practice) : []),
    ...(conditionals.length > 0 ? ofConditional(definition, practice) : []),
  ];
}

function crowding({ parallelBandwidth }: Definition, { open }: Practice): string[] {
  const bandwidth = parallelBandwidth ?? 1;
  if (open <= bandwidth) return [];
  const said = parallelBandwidth === null ? 'not set, which counts as 1' : String(bandwidth);
  return [
    `More suggestions are open than parallel_bandwidth says (${said}). Report or delete them, or raise parallel_bandwidth.`,
  ];
}

function overspending(definition: Definition, { consumed }: Practice): string[] {
  const { observationBudget, type } = definition;
  if (observationBudget === null || consumed <= observationBudget) return [];
  const said = `The observations consumed ${consumed} of an observation_budget of ${observationBudget}`;
  const fixed = fixedBudget(definition);
  if (fixed === null) return [`${said}. Raise the budget.`];
  const [until, larger] = type === 'grid' ? ['once every point was tried', 'grid'] : ['here', 'budget'];
  return [`${said}, which ${fixed}. Stop ${until}, or create a new experiment with a larger ${larger}.`];
}

/** Ends of a range this many times apart are meant as magnitudes more often than not. */
const decades = 1000;

/** The engine notices a wrong scale after some thirty evaluations (bench/studies/bends.md); who says `log` has them for the search. */
function ofScales(definition: Definition, { noticed }: Practice): string[] {
  const tied = new Set(definition.linearConstraints.flatMap(({ terms }) => terms.map(({ name }) => name)));
  return liveParameters(definition).flatMap((parameter) => {
    if (parameter.grid || parameter.transformation || tied.has(parameter.name)) return [];
    const seen = noticed.find(({ name }) => name === parameter.name);
    return seen ? ofNoticed(parameter, seen) : ofDecades(parameter);
  });
}

function ofDecades({ name, type, bounds }: Parameter): string[] {
  const wide = type === 'double' && bounds && bounds.min > 0 && bounds.max / bounds.min >= decades;
  if (!wide) return [];
  const tenth = Number((bounds.max / 10).toPrecision(3));
  return [
    `Parameter ${name} goes from ${bounds.min} to ${bounds.max} on a linear scale: nine of ten values lie above ${tenth}. If its magnitude is what counts, create it with transformation "log".`,
  ];
}

/** An int of fewer values has no scale worth a word: each of them can be tried. */
const fewInts = 20;

function ofNoticed({ name, type, bounds }: Parameter, { apart, spread, observations }: Noticed): string[] {
  if (!bounds || (type === 'int' && bounds.max - bounds.min < fewInts)) return [];
  const scale = `a logarithmic scale whose ends are some ${Number(apart.toPrecision(1))} times apart`;
  const seen = `After ${observations} observations the model sees values change along parameter ${name} as on ${scale}`;
  const double = 'a double with transformation "log" and a min above 0';
  if (spread === 'end')
    return [`${seen}, counted from its upper end. Let the next experiment tune ${bounds.max} - ${name}, ${double}.`];
  if (bounds.min < 0)
    return [`${seen}, counted from its lower end. Let the next experiment tune ${name} + ${-bounds.min}, ${double}.`];
  const rounded = type === 'int' ? ' that you round, because an int has no such scale' : '';
  return [`${seen}. In the next experiment, let it be ${double}${rounded}.`];
}

function ofAccidents({ accidents }: Practice): string[] {
  if (!accidents || accidents.count === 0) return [];
  const { count, observations } = accidents;
  const [values, as, runs] =
    count === 1 ? ['1 value is', 'an accident', 'that run'] : [`${count} values are`, 'accidents', 'those runs'];
  return [
    `Of ${observations} observations ${values} much worse than everything beside lets expect, and left out of the model as ${as}. If ${runs} went wrong, report such runs with failed: true. If the place itself is bad, observe it once more: what was seen twice counts.`,
  ];
}

function ofTasks({ fullAlone }: Practice): string[] {
  if (fullAlone === null) return [];
  return [
    `After ${fullAlone} observations the runs of cheaper tasks do not help to tell the results of full ones, so the model leaves them out and every suggestion is a full run. In the next experiment, offer tasks whose results rank points as full runs do, or no tasks.`,
  ];
}

const above = (what: string, count: number, limit: number, kind: string): string[] =>
  count > limit ? [`An experiment with ${kind} should have at most ${limit} ${what}; this one has ${count}.`] : [];

function ofConstrained(definition: Definition, { observations }: Practice): string[] {
  const kind = 'linear constraints';
  return [
    ...above('parameters', liveParameters(definition).length, constrained.parameters, kind),
    ...above('observations', observations, constrained.observations, kind),
    ...above('constraints', definition.linearConstraints.length, constrained.constraints, kind),
  ];
}

function ofConditional(definition: Definition, { observations }: Practice): string[] {
  const kind = 'conditionals';
  const breadth = definition.conditionals.reduce((sum, { values }) => sum + values.length, 0);
  return [
    ...above('parameters', liveParameters(definition).length, conditional.parameters, kind),
    ...above('observations', observations, conditional.observations, kind),
    ...above('values of its conditionals together', breadth, conditional.breadth, kind),
  ];
}
