// Which systems lie in the memory of the compiled kernels: an ask reads one thousands of times, and copies it once.
import { type Arena, keep, makeRoom, put } from './arena.ts';
import { type Inputs, padded } from './covariance.ts';
import type { System } from './kernels.ts';

/** Where the data lies: columns (width, ld) and weights (coded). */
export type Laid = { readonly columns: number; readonly weights: number };

type Resident = Laid & {
  readonly generation: number;
  readonly W: number;
  readonly alpha: number;
  /** What was copied to `alpha`. */
  solution: Float64Array;
};

/** By factor, which is never written to once it is made. A system that nobody uses any more is forgotten here by itself. */
export type Residents = WeakMap<Float64Array, Resident>;

/** Copies the data of `inputs` column by column, zero in the padding. */
export function layInputs(arena: Arena, inputs: Inputs): Laid {
  return { columns: put(arena, columnsOf(inputs)), weights: put(arena, inputs.weights) };
}

/** Rows (n, width) as columns (width, ld). */
function columnsOf({ n, numeric, coded, rows }: Inputs): Float64Array {
  const width = numeric + coded;
  const ld = padded(n);
  const columns = new Float64Array(width * ld);
  for (let k = 0; k < width; k++) for (let i = 0; i < n; i++) columns[k * ld + i] = rows[i * width + k] as number;
  return columns;
}

/** Where the system lies; copies it there first if it is not there, or only its solution if that is another one. */
export function settle(arena: Arena, residents: Residents, system: System): Resident {
  const { factor, alpha } = system;
  const known = residents.get(factor);
  if (known?.generation !== arena.generation) return move(arena, residents, system);
  if (known.solution !== alpha) {
    arena.view.set(alpha, known.alpha);
    known.solution = alpha;
  }
  return known;
}

function move(arena: Arena, residents: Residents, { inputs, factor, alpha }: System): Resident {
  const ld = padded(inputs.n);
  makeRoom(arena, factor.length + (inputs.numeric + inputs.coded + 4) * (ld + 8));
  const laid = layInputs(arena, inputs);
  const resident = {
    ...{ ...laid, generation: arena.generation, solution: alpha },
    ...{ alpha: put(arena, alpha, ld), W: put(arena, factor) },
  };
  keep(arena);
  residents.set(factor, resident);
  return resident;
}
