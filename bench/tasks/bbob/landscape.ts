// What a function of BBOB is here, and how one gets its optimum away from the origin.
import { minus, type Vector } from './transforms.ts';

export const dimension = 5;

/**
 * The least value, 0, is at the optimum. The penalty for leaving the box, f_pen of section 0.2, is left out wherever it
 * is a function of x alone, because every point of the box has a penalty of 0.
 */
export type Landscape = { readonly value: (x: Vector) => number; readonly optimum: Vector };

/** How far the axis `i`, counted from 0, is on the way from the first (0) to the last (1): (i − 1)/(D − 1) of the report. */
export const along = (i: number): number => i / (dimension - 1);

/** `value` has its optimum at the origin; exactly 0 there, because x − x_opt is. */
export const around = (optimum: Vector, value: (x: Vector) => number): Landscape => ({
  value: (x) => value(minus(x, optimum)),
  optimum,
});
