// Turns what a function returned into an HTTP answer, as a load balancer does: anything it cannot read is a 502.
import * as z from 'zod';
import type { Reply } from '../http/reply.ts';

/** Bytes of a request's body, and of the JSON of an answer. */
export const sizeLimit = 1024 * 1024;

const answer = z.object({
  statusCode: z.number().int().min(100).max(599),
  statusDescription: z.string().optional(),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

const titles = { 413: 'Request Entity Too Large', 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable' } as const;

/** A page that the load balancer makes itself. */
export function balancerPage(status: keyof typeof titles): Reply {
  const title = `${status} ${titles[status]}`;
  return {
    status,
    headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}

export const badGateway = balancerPage(502);

/** `payload` is the function's result as JSON text. */
export function balancerReplyOf(payload: string): Reply {
  const parsed = Buffer.byteLength(payload) > sizeLimit ? undefined : answer.safeParse(JSON.parse(payload)).data;
  if (!parsed) return badGateway;
  const { statusCode, multiValueHeaders, body, isBase64Encoded } = parsed;
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, list]) => [
        name.toLowerCase(),
        list.length > 1 ? list : (list[0] ?? ''),
      ]),
    ),
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
