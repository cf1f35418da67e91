// The rules for priors of parameters: who may have one, how it is shown, and what an update does to it.
import { describe, expect, it, test } from 'vitest';
import { publicExperiment } from '../../../shared/domain/public/public.ts';
import { expectRefusal } from './refusal.ts';
import {
  type Body,
  body,
  categorical,
  create,
  double,
  experiment,
  experimentOf,
  int,
  noProgress,
  update,
} from './samples.ts';

const normal = { name: 'normal', mean: 0.5, scale: 0.1 };
const beta = { name: 'beta', shape_a: 2, shape_b: 0.5 };
const one = (parameter: Body): Body => body({ parameters: [double('w'), parameter] });

const refused: [string, Body, string, string][] = [
  ['an int', int('x', { prior: normal }), 'prior', 'type double'],
  ['a categorical', categorical('x', ['a', 'b'], { prior: beta }), 'prior', 'type double'],
  [
    'a log scale',
    double('x', { bounds: { min: 0.1, max: 1 }, transformation: 'log', prior: normal }),
    'prior',
    'log-transformation',
  ],
  ['a grid', { name: 'x', type: 'double', grid: [0, 1], prior: normal }, 'prior', 'without grid'],
  ['another name', double('x', { prior: { name: 'gamma' } }), 'prior.name', 'normal, beta'],
  ['no name', double('x', { prior: { mean: 0, scale: 1 } }), 'prior.name', 'normal, beta'],
  ['no mean', double('x', { prior: { name: 'normal', scale: 1 } }), 'prior.mean', 'Missing required json key'],
  ['a text', double('x', { prior: { ...normal, scale: '1' } }), 'prior.scale', 'a number is needed'],
  ['a scale of 0', double('x', { prior: { ...normal, scale: 0 } }), 'prior.scale', 'greater than 0'],
  ['a mean outside', double('x', { prior: { ...normal, mean: 1.01 } }), 'prior', 'within the bounds, 0 to 1'],
  ['a negative shape', double('x', { prior: { ...beta, shape_b: -1 } }), 'prior.shape_b', 'greater than 0'],
  ['no shape', double('x', { prior: { name: 'beta', shape_a: 1 } }), 'prior.shape_b', 'Missing required json key'],
  ['a list', double('x', { prior: [1] }), 'prior', 'Invalid type'],
];

describe('priors', () => {
  // Each rule refuses what breaks it, and says which field.
  test.each(refused)('are refused: %s', (_, parameter, field, fragment) =>
    expectRefusal(() => create(one(parameter)), `parameters[1].${field}`, fragment),
  );

  const shown = (given: Body) =>
    publicExperiment(experiment(body({ parameters: [double('x', { prior: given })] })), noProgress).parameters[0]
      ?.prior;

  // They are shown as they were given, with the name of the object, and may be sent back like that.
  it('are shown', () => {
    expect(shown(normal)).toEqual({ object: 'normal_prior', ...normal });
    expect(shown(beta)).toEqual({ object: 'beta_prior', ...beta });
    expect(shown({ object: 'beta_prior', ...beta })).toEqual({ object: 'beta_prior', ...beta });
  });

  const current = experimentOf(create(body({ parameters: [double('x', { prior: normal })] })));
  const updated = (more: Body) =>
    update(current, { parameters: [{ name: 'x', ...more }] }).definition.parameters[0]?.prior;

  // An update keeps, replaces or clears a prior; one that is kept must fit the new bounds.
  it('may be updated', () => {
    expect(updated({})).toEqual(normal);
    expect(updated({ prior: beta })).toEqual({ name: 'beta', shapeA: 2, shapeB: 0.5 });
    expect(updated({ prior: null })).toBeNull();
    expectRefusal(
      () => updated({ bounds: { min: 0.6, max: 1 } }),
      'parameters[0].prior',
      'within the bounds, 0.6 to 1',
    );
    expect(updated({ bounds: { min: 0.6, max: 1 }, prior: null })).toBeNull();
    expectRefusal(
      () => updated({ prior: { name: 'normal', mean: 7, scale: 1 } }),
      'parameters[0].prior',
      'within the bounds',
    );
  });
});
