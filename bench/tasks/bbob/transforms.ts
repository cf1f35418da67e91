// The transformations of RR-6829, section 0.2: they make smooth symmetric formulas uneven, lopsided, stretched and turned.
import { dot } from '../turned.ts';

export type Vector = readonly number[];
export type Rows = readonly Vector[];

export const sum = (values: Vector): number => values.reduce((a, b) => a + b, 0);
export const squares = (v: Vector): number => sum(v.map((t) => t ** 2));
export const minus = (a: Vector, b: Vector): number[] => a.map((v, i) => v - (b[i] ?? 0));

/** The matrix times the vector. */
export const turn = (rows: Rows, v: Vector): number[] => rows.map((row) => dot(row, v));

/** T_osz of a number: small smooth waves on the logarithmic scale; the sign and 0 stay. */
export function oscillate(t: number): number {
  if (t === 0) return 0;
  const log = Math.log(Math.abs(t));
  const [c1, c2] = t > 0 ? [10, 7.9] : [5.5, 3.1];
  return Math.sign(t) * Math.exp(log + 0.049 * (Math.sin(c1 * log) + Math.sin(c2 * log)));
}

/** T_asy with exponent `beta`: what is above 0 grows faster, the more so on later axes. */
export const lean = (beta: number, v: Vector): number[] =>
  v.map((t, i) => (t > 0 ? t ** (1 + beta * (i / (v.length - 1)) * Math.sqrt(t)) : t));

/** Λ^alpha: the last axis is stretched by √alpha beside the first. */
export const stretch = (alpha: number, v: Vector): number[] => v.map((t, i) => alpha ** (i / (v.length - 1) / 2) * t);

/** f_pen: the squared distance to the box [-5, 5], where the argument is not x itself and may lie outside. */
export const penalty = (v: Vector): number => squares(v.map((t) => Math.max(0, Math.abs(t) - 5)));
