// Which known word somebody may have meant by one that nobody knows.

/** The known word that `word` is probably a misspelling or a part of, or that is a part of it; null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const [best] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word, candidate) }))
    .filter(({ slips }) => slips < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.slips - b.slips);
  return best?.candidate ?? null;
}

/** Words longer than this are no slip of the keyboard, and comparing them takes the product of their lengths. */
const longest = 100;
/** One slip in three characters, at most two; a part of a word says something from four characters on. */
const mostSlips = (length: number): number => Math.min(2, Math.floor(length / 3));
const shortestPart = 4;

/** How far apart two words are, from 0; infinite when one is no misspelling of the other. */
export function slipsBetween(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length > longest || b.length > longest) return Number.POSITIVE_INFINITY;
  const slips = editDistance(a.toLowerCase(), b.toLowerCase());
  if (slips <= mostSlips(Math.max(a.length, b.length))) return slips;
  const [short = '', long = ''] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= shortestPart && long.includes(short) ? slips : Number.POSITIVE_INFINITY;
}

/** Characters to add, take away, replace or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = cell(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(before, j - 2) + 1 : replaced;
      next.push(Math.min(cell(row, j) + 1, cell(next, j - 1) + 1, replaced, swapped));
    }
    [before, row] = [row, next];
  }
  return cell(row, b.length);
}

const cell = (row: readonly number[], j: number): number => row[j] ?? Number.POSITIVE_INFINITY;
