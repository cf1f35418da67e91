// The command line of the demo.
import { parseArgs } from 'node:util';

export type Options = {
  /** A service that runs already: its data folder (which holds service.json), or its address and token. Neither: the demo starts one. */
  readonly service: string | undefined;
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** Evaluations of one experiment. */
  readonly budget: number;
  readonly compare: boolean;
  /** Experiments of each kind that --compare runs. */
  readonly seeds: number;
};

export const help = `Tunes gradient-boosted trees through the HTTP API.

  npm run demo -- [--budget 40] [--compare [--seeds 5]] [--service DIR | --url URL --token TOKEN]

  --budget N       evaluations, each a real training run (default 40)
  --compare        tune several times with Cairn and as often with random search, and print medians
  --seeds N        how often, with --compare (default 5)
  --service DIR    use the service whose data folder is DIR (it was started with: npm start -- --data DIR)
  --url, --token   use the service at this address (without /v1)
`;

/** Null when help was asked for. Throws an error with one clear sentence for anything it does not understand. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      service: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      budget: { type: 'string', default: '40' },
      compare: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '5' },
    },
  });
  if (values.help) return null;
  if (Boolean(values.url) !== Boolean(values.token))
    throw new Error('--url and --token belong together: give both or neither.');
  const { service, url, token, compare } = values;
  return {
    service,
    url,
    token,
    compare,
    budget: count('--budget', values.budget, 2),
    seeds: count('--seeds', values.seeds, 1),
  };
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${name} must be a whole number of at least ${least}, got "${text}".`);
  return value;
}
