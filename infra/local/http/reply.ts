// Turns what a function returned into an HTTP answer, payload format 2.0: the structured form, or anything else as a 200.
import * as z from 'zod';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
};

const plain = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), plain).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const json = 'application/json';

/** An answer that the gateway makes itself. */
export const gatewayReply = (status: number, message: string): Reply => ({
  status,
  headers: { 'content-type': json },
  body: JSON.stringify({ message }),
});

export const internalError = gatewayReply(500, 'Internal Server Error');

/** `payload` is the function's result as JSON text. */
export function replyOf(payload: string): Reply {
  const result: unknown = JSON.parse(payload);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return inferred(result, payload);
  const parsed = structured.safeParse(result);
  return parsed.success ? written(parsed.data) : internalError;
}

const inferred = (result: unknown, payload: string): Reply => ({
  status: 200,
  headers: { 'content-type': json },
  body: typeof result === 'string' ? result : payload,
});

function written({ statusCode, headers, cookies, body, isBase64Encoded }: z.output<typeof structured>): Reply {
  const own = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: statusCode,
    headers: {
      ...(body ? { 'content-type': 'text/plain;charset=UTF-8' } : {}),
      ...Object.fromEntries(own),
      ...(cookies && cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}
