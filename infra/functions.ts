// The functions of the service and what each is given: memory, time, and the reason. Bundles, stack and tests read this list.

export type FunctionSpec = {
  /** MB; Lambda gives one full core at 1 769 MB. */
  readonly memory: number;
  /** Seconds until the function is stopped. */
  readonly timeout: number;
  readonly description: string;
};

/** An HTTP API gives up after 30 s; a function that ends before it can still write its log line. */
const apiTimeout = 29;

export const functions = {
  experiments: { memory: 512, timeout: apiTimeout, description: 'API: experiments' },
  suggestions: {
    memory: 1769,
    timeout: apiTimeout,
    description: 'API: suggestions; computes them, so it has a full core',
  },
  observations: { memory: 512, timeout: apiTimeout, description: 'API: observations' },
  insights: {
    memory: 1769,
    timeout: apiTimeout,
    description: 'API: what is known about an experiment; asks its model, so it has a full core',
  },
  projects: { memory: 512, timeout: apiTimeout, description: 'API: projects' },
  runs: {
    memory: 1769,
    timeout: apiTimeout,
    description: 'API: training runs; takes 10 000 in one request and lists as many, so it has a full core',
  },
  account: {
    memory: 1024,
    timeout: apiTimeout,
    description: 'API: users, sessions, tokens, clients, organizations and usage; hashes passwords',
  },
  operator: { memory: 1024, timeout: apiTimeout, description: "API: the operator's door, where it is switched on" },
  fallback: {
    memory: 256,
    timeout: apiTimeout,
    description: 'API: health, documents, OPTIONS, unknown paths and wrong methods',
  },
  optimizer: {
    memory: 1769,
    timeout: 120,
    description: 'Fits models and fills suggestion pools, by messages of the queue',
  },
  sweeper: {
    memory: 512,
    timeout: 60,
    description: 'Does every minute what is due: sends lost messages again, rolls usage up',
  },
  'first-token': {
    memory: 256,
    timeout: 30,
    description: 'Makes organization, client and API token; invoked by an operator only',
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functions;

export const functionNames = Object.keys(functions).filter((name): name is FunctionName => name in functions);

/** Files of packages that lie beside a function's bundle, by the names they have there. They are read when they are asked for, so they cost no start. */
export const filesBeside: Partial<Record<FunctionName, Readonly<Record<string, string>>>> = {
  fallback: {
    'redoc.js': 'redoc/bundles/redoc.standalone.js',
    'redoc-licences.txt': 'redoc/bundles/redoc.standalone.js.LICENSE.txt',
  },
};

/** Largest bundle in bytes: a cold start reads and compiles all of it, and its time is billed. */
export const bundleLimit = 1_000_000;

/** The file of a bundle, as its folder and the runtime's `Handler` setting name it. */
export const bundleFile = 'index.mjs';
export const bundleHandler = 'index.handler';

/** The one function with a fixed name: an operator invokes it, knowing nothing but the name of the stack. */
export const firstTokenFunction = (stack: string): string => `${stack}-first-token`;
