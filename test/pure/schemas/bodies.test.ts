// What the bodies of suggestions and batches let through; those of experiments and observations are tested with their rules.
import { expect, test } from 'vitest';
import { parse } from '../../../shared/api/parse.ts';
import { observationBatch } from '../../../shared/api/schemas/observation-bodies.ts';
import { queuedCreate, suggestionCreate, suggestionUpdate } from '../../../shared/api/schemas/suggestion-bodies.ts';
import { expectRefusal } from '../domain/refusal.ts';

/** Asking needs nothing; unknown keys are ignored, known ones are checked. */
test('reads requests for suggestions', () => {
  expect(parse(suggestionCreate, {}, 'body')).toEqual({});
  expect(parse(suggestionCreate, { colour: 1, task: null, assignments: { x: 1 } }, 'body')).toEqual({
    task: null,
    assignments: { x: 1 },
  });
  expectRefusal(() => parse(suggestionCreate, { assignments: [1] }, 'body'), 'assignments', 'Invalid type');
  expectRefusal(() => parse(suggestionCreate, { metadata: 'a' }, 'body'), 'metadata', 'Invalid type');
});

/** An update of a suggestion reads metadata alone: absent, null and an object are three things. */
test('reads updates of suggestions', () => {
  expect(parse(suggestionUpdate, { state: 'closed' }, 'body')).toEqual({});
  expect(parse(suggestionUpdate, { metadata: null }, 'body')).toEqual({ metadata: null });
  expect(parse(suggestionUpdate, { metadata: { a: 1 } }, 'body')).toEqual({ metadata: { a: 1 } });
});

/** A queued suggestion is its assignments. */
test('reads queued suggestions', () => {
  expect(parse(queuedCreate, { assignments: { x: 1 } }, 'body')).toEqual({ assignments: { x: 1 } });
  expectRefusal(() => parse(queuedCreate, {}, 'body'), 'assignments', 'Missing required json key');
  expectRefusal(() => parse(queuedCreate, { assignments: null }, 'body'), 'assignments', 'Invalid type');
});

/** A batch may be empty and may only be checked; its own keys are strict. */
test('reads batches', () => {
  expect(parse(observationBatch, { observations: [], dry_run: true, no_optimize: null }, 'body')).toEqual({
    observations: [],
    dry_run: true,
    no_optimize: null,
  });
  const loud = { observations: [{ suggestion: '1', failed: true, no_optimize: true }] };
  expectRefusal(() => parse(observationBatch, loud, 'body'), 'observations[0].no_optimize', 'Unknown json keys');
  expectRefusal(() => parse(observationBatch, {}, 'body'), 'observations', 'Missing required json key');
  expectRefusal(() => parse(observationBatch, { observations: [], x: 1 }, 'body'), 'x', 'Unknown json keys');
});
