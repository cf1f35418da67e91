// Requests that work, as the documents show them: one small experiment from its definition to its results.

export const experimentExamples = [
  {
    name: 'bowl',
    parameters: [
      { name: 'x', type: 'double', bounds: { min: -5, max: 5 } },
      { name: 'rate', type: 'double', bounds: { min: 0.00001, max: 1 }, transformation: 'log' },
    ],
    metrics: [{ name: 'loss', objective: 'minimize' }],
    observation_budget: 30,
    parallel_bandwidth: 2,
    metadata: { model: 'ridge' },
  },
  {
    name: 'network',
    parameters: [
      { name: 'x', type: 'double', bounds: { min: -5, max: 5 } },
      { name: 'rate', type: 'double', bounds: { min: 0.00001, max: 1 } },
      { name: 'layers', type: 'int', bounds: { min: 1, max: 4 }, default_value: 2 },
      { name: 'optimizer', type: 'categorical', categorical_values: ['adam', 'sgd'] },
    ],
    metrics: [
      { name: 'loss', objective: 'minimize' },
      { name: 'seconds', objective: 'minimize', strategy: 'constraint', threshold: 60 },
    ],
    observation_budget: 60,
  },
];

const assignments = { x: 0.5, rate: 0.01 };

export const suggestionExamples = [{}, { assignments, metadata: { why: 'a guess' } }];

export const queuedExamples = [{ assignments }];

export const observationExamples = [
  { assignments, values: [{ name: 'loss', value: 0.25, value_stddev: 0.01 }] },
  { assignments, failed: true },
];

export const batchExamples = [{ observations: [{ assignments, values: [{ name: 'loss', value: 0.25 }] }] }];

export const predictionExamples = [{ points: [assignments] }];

export const runExamples = [
  {
    name: 'first try',
    assignments: { rate: 0.01, layers: 3 },
    values: { loss: { value: 0.25, value_stddev: 0.01 } },
    metadata: { host: 'a' },
    datasets: { digits: {} },
    model: { type: 'ridge' },
    source_code: { content: 'print(1)', hash: 'c0ffee' },
    logs: { stdout: { content: 'done' } },
  },
  { name: 'second try' },
];

export const runUpdateExamples = [{ state: 'completed', values: { loss: { value: 0.2 } } }, { favorite: true }];
