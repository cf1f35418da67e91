// How good predicted probabilities are on held-out rows.

/** Mean negative log-likelihood, in nats; probabilities are kept off 0 and 1 by 1e-9. */
export function logLoss(probabilities: Float64Array, labels: Uint8Array, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) {
    const p = Math.min(1 - 1e-9, Math.max(1e-9, probabilities[row] ?? 0.5));
    sum -= Math.log(labels[row] ? p : 1 - p);
  }
  return sum / rows.length;
}

/** Area under the ROC curve: the chance that a damaged flight ranks above an undamaged one, ties counting half (Mann and Whitney 1947). */
export function auc(probabilities: Float64Array, labels: Uint8Array, rows: Int32Array): number {
  const order = rows.slice().sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
  const positives = order.reduce((sum, row) => sum + (labels[row] ?? 0), 0);
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    const value = probabilities[order[start] ?? 0];
    let end = start;
    let tied = 0;
    for (; end < order.length && probabilities[order[end] ?? 0] === value; end++) tied += labels[order[end] ?? 0] ?? 0;
    rankSum += (tied * (start + 1 + end)) / 2; // ranks start + 1 to end share their mean
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
