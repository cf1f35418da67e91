// Seeds and names as the command line gives them: words with commas between.

export const list = (text: string): string[] => text.split(',').filter(Boolean);

/** Throws when there is none, or one is not a whole number. */
export function readSeeds(text: string): number[] {
  const seeds = list(text).map(Number);
  if (seeds.length > 0 && seeds.every(Number.isInteger)) return seeds;
  throw new Error(`--seeds ${text}: give whole numbers with commas between, like 0,1,2`);
}
