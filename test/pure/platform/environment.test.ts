// The environment of a function: complete or refused with every name that is wrong.
import { expect, test } from 'vitest';
import { readEnvironment } from '../../../shared/platform/environment.ts';

const complete = {
  TABLE_NAME: 'a',
  TOKENS_TABLE_NAME: 'b',
  FILES_BUCKET: 'c',
  TOKEN_KEY_SECRET: 'arn:aws:secretsmanager:eu-west-1:1:secret:k',
  IDENTITY: '{"sessionSeconds":604800,"attempts":5,"signUp":false,"verifyEmail":true}',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/q',
  PRICES: '{}',
  VERSION: '1.0.0',
  COMMIT: 'abc',
};

// Endpoints are optional, everything else is needed.
test('complete', () => {
  expect(readEnvironment(complete)).toMatchObject({
    table: 'a',
    tokensTable: 'b',
    prices: '{}',
    sqsEndpoint: undefined,
  });
  expect(readEnvironment({ ...complete, AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9' }).sqsEndpoint).toBe(
    'http://127.0.0.1:9',
  );
});

// One error names all that is wrong, so that it is mended in one round.
test('not complete', () => {
  expect(() =>
    readEnvironment({
      ...complete,
      TABLE_NAME: undefined,
      VERSION: '',
      QUEUE_URL: 'q',
      AWS_ENDPOINT_URL_DYNAMODB: 'x',
    }),
  ).toThrow(
    /TABLE_NAME is missing; VERSION is missing; QUEUE_URL is not a URL: "q"; AWS_ENDPOINT_URL_DYNAMODB is not a URL: "x"/,
  );
});
