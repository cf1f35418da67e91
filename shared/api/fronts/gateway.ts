// The front that every deployment has: an event of the HTTP API, payload format 2.0, as a request. It takes replies as they are.
import * as z from 'zod';
import type { Request } from '../request.ts';

const gatewayEvent = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string().optional()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({ requestId: z.string(), http: z.object({ method: z.string() }) }),
});

export function fromGateway(event: unknown): Request {
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = gatewayEvent.parse(event);
  return {
    id: requestContext.requestId,
    front: 'gateway',
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    query: rawQueryString,
    header: (name) => headers[name],
    body,
    isBase64Encoded,
  };
}
