// Logistic regression with an elastic net: the weights that minimise mean cross entropy + l1 |w| + l2 |w|^2 / 2.

/** n rows of shape (p), the last column all 1 (the intercept, which carries no penalty), n labels of 0 and 1, n weights of the rows. */
type Weighted = {
  readonly rows: readonly Float64Array[];
  readonly labels: readonly number[];
  readonly weights: readonly number[];
};

/** The log-odds of label 1 for a row. */
export const score = (row: Float64Array, w: Float64Array): number =>
  row.reduce((sum, v, i) => sum + v * (w[i] ?? 0), 0);
const shrink = (v: number, by: number): number => Math.sign(v) * Math.max(0, Math.abs(v) - by);

/** (p) slope of the weighted mean cross entropy plus half the squared penalty. */
function slope({ rows, labels, weights }: Weighted, w: Float64Array, l2: number): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  const sum = new Float64Array(w.length);
  rows.forEach((row, n) => {
    const error = ((weights[n] ?? 1) * (1 / (1 + Math.exp(-score(row, w))) - (labels[n] ?? 0))) / total;
    for (let i = 0; i < row.length; i++) sum[i] = (sum[i] ?? 0) + error * (row[i] ?? 0);
  });
  return sum.map((s, i) => s + (i < w.length - 1 ? l2 * (w[i] ?? 0) : 0));
}

/** Largest eigenvalue of the weighted mean of row^T row, a little rounded up, by 12 power iterations: its quarter bounds the curvature of the loss. */
function curvature({ rows, weights }: Weighted): number {
  const total = weights.reduce((a, b) => a + b, 0);
  let [v, length] = [new Float64Array(rows[0]?.length ?? 0).fill(1), 1];
  for (let i = 0; i < 12; i++) {
    const image = new Float64Array(v.length);
    rows.forEach((row, n) => {
      const share = ((weights[n] ?? 1) * score(row, v)) / total;
      for (let j = 0; j < row.length; j++) image[j] = (image[j] ?? 0) + share * (row[j] ?? 0);
    });
    length = Math.hypot(...image);
    v = image.map((t) => t / length);
  }
  return 1.1 * length;
}

/** Proximal gradient descent with momentum (Beck and Teboulle 2009, FISTA), 60 steps. Returns (p) weights. */
export function elasticNet(data: Weighted, l1: number, l2: number): Float64Array {
  const columns = data.rows[0]?.length ?? 0;
  const step = 1 / (curvature(data) / 4 + l2);
  let [w, ahead, t] = [new Float64Array(columns), new Float64Array(columns), 1];
  for (let i = 0; i < 60; i++) {
    const down = slope(data, ahead, l2);
    const next = ahead.map((v, j) => shrink(v - step * (down[j] ?? 0), j < ahead.length - 1 ? step * l1 : 0));
    const tNext = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    ahead = next.map((v, j) => v + ((t - 1) / tNext) * (v - (w[j] ?? 0)));
    [w, t] = [next, tNext];
  }
  return w;
}
