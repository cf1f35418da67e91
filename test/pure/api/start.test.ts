// A function whose environment is not complete: it answers, and its log says what is missing.
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/account.ts';

afterEach(() => vi.restoreAllMocks());

// Guarantee: the caller gets the usual 500 with the request's id and no detail; the operator reads the variable's name in the log.
test('no environment', async () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const event = {
    rawPath: '/v1/sessions',
    requestContext: { requestId: 'request-1', http: { method: 'GET' } },
    headers: {},
  } as APIGatewayProxyEventV2;
  const context = { getRemainingTimeInMillis: () => 29_000 } as Context;
  const reply = await handler(event, context);
  expect(reply).toMatchObject({ statusCode: 500, headers: { 'X-Request-Id': 'request-1' } });
  expect(reply.body).not.toContain('TABLE_NAME');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    request: 'request-1',
    detail: expect.stringContaining('TABLE_NAME is missing'),
  });
});
