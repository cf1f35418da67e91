// Trains in a process of its own, so that a service in the demo's process can answer meanwhile.
import { evaluate, type Part, prepare, type Scores, type Values } from './model/evaluate.ts';

export type Work = { readonly id: number; readonly values: Values; readonly part: Part };
export type Done = { readonly id: number; readonly scores?: Scores; readonly error?: string };

const problem = prepare();

process.on('message', ({ id, values, part }: Work) => {
  process.send?.(outcome(id, values, part));
});
process.on('disconnect', () => process.exit()); // never outlives the demo

function outcome(id: number, values: Values, part: Part): Done {
  try {
    return { id, scores: evaluate(problem, values, part) };
  } catch (error) {
    return { id, error: String(error) };
  }
}
