// The whole loop in JavaScript. usage: node examples/quickstart.mjs DIR    DIR: data folder of a running service (npm start -- --data DIR)
import { readFileSync } from 'node:fs';

const { url, token } = JSON.parse(readFileSync(`${process.argv[2] ?? '.cairn'}/service.json`, 'utf8'));
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
const call = async (path, body) => {
  const reply = await fetch(`${url}/v1${path}`, {
    headers,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
  return reply.json();
};

const rate = { name: 'rate', type: 'double', bounds: { min: 1e-5, max: 1 }, transformation: 'log' };
const shape = { name: 'shape', type: 'categorical', categorical_values: ['round', 'square'] };
const metrics = [{ name: 'loss', objective: 'minimize' }];
const { id } = await call('/experiments', {
  name: 'quickstart',
  parameters: [rate, shape],
  metrics,
  observation_budget: 15,
});

for (let n = 1; n <= 15; n++) {
  const suggestion = await call(`/experiments/${id}/suggestions`, {});
  const { rate, shape } = suggestion.assignments;
  const value = (Math.log10(rate) + 2) ** 2 + (shape === 'round' ? 0 : 1); // train your model here
  await call(`/experiments/${id}/observations`, { suggestion: suggestion.id, values: [{ name: 'loss', value }] });
  console.log(n, suggestion.assignments, value);
}

const { data } = await call(`/experiments/${id}/best_assignments`);
console.log('best', data[0].assignments, data[0].values[0].value);
