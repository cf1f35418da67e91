// The command line of `npm start`.
import { parseArgs } from 'node:util';
import { messageOf, refusal } from './refusal.ts';

export type CommandLine = {
  readonly port: number;
  readonly data: string;
  /** With the operator's door; its token is then in service.json. */
  readonly operator: boolean;
  /** With the load balancer, on the port behind `port`; its address is then in service.json. */
  readonly alb: boolean;
  readonly explain: boolean;
  readonly watch: boolean;
  readonly help: boolean;
};

export const usage = `npm start -- [--port N] [--data DIR] [--operator] [--alb] [--explain] [--watch]

  --port N    where the API answers, by default 3000; 0 takes a free port
  --data DIR  where data, token and logs are kept, by default .cairn
  --operator  opens the operator's door, /v1/operator; its token stands in service.json as operator_token
  --alb       runs the load balancer of the stack too, on the next port; its address stands in service.json as alb_url
  --explain   prints what of the stack is run here, checked, or has a meaning in the cloud only
  --watch     builds again and restarts when a source file is saved (npm run dev)

Set CAIRN_DYNAMODB_ENDPOINT to use another DynamoDB than the one that comes with Cairn.`;

const options = {
  port: { type: 'string', default: '3000' },
  data: { type: 'string', default: '.cairn' },
  operator: { type: 'boolean', default: false },
  alb: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws Refusal that names the option. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { port, ...others } = parsed(args);
  const last = others.alb ? 65_534 : 65_535;
  if (!/^\d{1,5}$/.test(port) || Number(port) > last)
    throw refusal(`Invalid --port ${port}: it must be a whole number from 0 to ${last}; 0 takes a free port.`);
  return { ...others, port: Number(port) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw refusal(
      `${messageOf(error).split('. ')[0]}. The options are --port, --data, --operator, --alb, --explain, --watch and --help.`,
    );
  }
}
