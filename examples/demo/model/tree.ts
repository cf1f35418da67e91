// One regression tree, grown best cut first until it has enough leaves or no cut helps.
import { bestCut, type Cut, type Histogram, histogram, type Limits, type Rows, remainder } from './split.ts';

type Tree =
  | { readonly value: number }
  | { readonly feature: number; readonly bin: number; readonly left: Tree; readonly right: Tree };

/** A leaf that can still be cut. `members` are its row numbers. */
type Leaf = {
  readonly members: Int32Array;
  readonly sums: Histogram;
  readonly depth: number;
  readonly cut: Cut | null;
  node: Node;
};
/** A tree under construction: a leaf becomes a branch in place. */
type Node = { value: number; branch: { feature: number; bin: number; left: Node; right: Node } | null };

export function grow(rows: Rows, members: Int32Array, features: Int32Array, limits: Limits): Tree {
  const leaf = (part: Int32Array, sums: Histogram, depth: number): Leaf => {
    const total = totals(rows, part);
    const cut = depth < limits.maxDepth ? bestCut(sums, features, total, limits) : null;
    return { members: part, sums, depth, cut, node: { value: -total[0] / (total[1] + limits.l2), branch: null } };
  };
  const root = leaf(members, histogram(rows, members, features), 0);
  const open = [root];
  for (let leaves = 1; leaves < limits.maxLeaves; leaves++) {
    const next = takeBest(open);
    if (!next?.cut) break;
    open.push(...halve(rows, next, next.cut, features, leaf));
  }
  return finished(root.node);
}

function takeBest(open: Leaf[]): Leaf | undefined {
  let at = 0;
  open.forEach(({ cut }, i) => {
    if ((cut?.gain ?? 0) > (open[at]?.cut?.gain ?? 0)) at = i;
  });
  return open.splice(at, 1)[0];
}

type MakeLeaf = (part: Int32Array, sums: Histogram, depth: number) => Leaf;

function halve(
  rows: Rows,
  { members, sums, depth, node }: Leaf,
  { feature, bin }: Cut,
  features: Int32Array,
  leaf: MakeLeaf,
): [Leaf, Leaf] {
  const [lefts, rights] = partition(members, rows.bins[feature] ?? new Uint8Array(), bin);
  const small = histogram(rows, lefts.length < rights.length ? lefts : rights, features);
  const large = remainder(sums, small);
  const left = leaf(lefts, lefts.length < rights.length ? small : large, depth + 1);
  const right = leaf(rights, lefts.length < rights.length ? large : small, depth + 1);
  node.branch = { feature, bin, left: left.node, right: right.node };
  return [left, right];
}

/** The members whose bin is up to `bin`, and the others, each in their order. One pass over one copy: this is the hottest line of the training. */
function partition(members: Int32Array, column: Uint8Array, bin: number): [Int32Array, Int32Array] {
  const both = new Int32Array(members.length);
  let [left, right] = [0, members.length];
  for (let i = 0; i < members.length; i++) {
    const row = members[i] ?? 0;
    if ((column[row] ?? 0) <= bin) both[left++] = row;
    else both[--right] = row;
  }
  return [both.subarray(0, left), both.subarray(right).reverse()];
}

/** Sums of gradients and hessians over the rows. */
function totals({ gradient, hessian }: Rows, members: Int32Array): [number, number] {
  let [first, second] = [0, 0];
  for (const row of members) {
    first += gradient[row] ?? 0;
    second += hessian[row] ?? 0;
  }
  return [first, second];
}

function finished({ value, branch }: Node): Tree {
  return branch
    ? { feature: branch.feature, bin: branch.bin, left: finished(branch.left), right: finished(branch.right) }
    : { value };
}

/** The tree's value for one row of the binned columns. */
export function leafValue(tree: Tree, bins: readonly Uint8Array[], row: number): number {
  let node = tree;
  while (!('value' in node)) node = (bins[node.feature]?.[row] ?? 0) <= node.bin ? node.left : node.right;
  return node.value;
}
