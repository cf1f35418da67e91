// Makes the event of a request to a target group with multi-value headers ("Lambda functions as targets", Elastic Load Balancing).
import { randomBytes } from 'node:crypto';
import { type Received, splitUrl } from '../http/event.ts';

/** Bodies of these types go as text, unless they are compressed; all others as base64. */
const textual = /^(text\/|application\/(json|javascript|xml)\b)/i;

type Setting = { readonly targetGroup: string; readonly dropsInvalidHeaders: boolean };

/** `now` in milliseconds since the epoch. */
export function makeBalancerEvent(received: Received, { targetGroup, dropsInvalidHeaders }: Setting, now: number) {
  const { path, query } = splitUrl(received.url);
  const headers = readHeaders(received.rawHeaders, dropsInvalidHeaders);
  const asText = textual.test(headers['content-type']?.[0] ?? '') && headers['content-encoding'] === undefined;
  const isBase64Encoded = received.body.length > 0 && !asText;
  return {
    requestContext: { elb: { targetGroupArn: targetGroup } },
    httpMethod: received.method,
    path,
    multiValueQueryStringParameters: readQuery(query),
    multiValueHeaders: { ...headers, ...ownHeaders(received, headers, now) },
    body: received.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

type Lists = Record<string, string[]>;

/** Not decoded: a load balancer hands names and values on as they came. */
function readQuery(query: string): Lists {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return gathered(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')];
    }),
  );
}

function readHeaders(raw: readonly string[], dropsInvalid: boolean): Lists {
  const pairs = raw.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? '']] : [],
  );
  return gathered(pairs.filter(([name]) => !dropsInvalid || /^[a-z0-9-]+$/.test(name)));
}

function gathered(pairs: readonly (readonly [string, string])[]): Lists {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
}

/** What the load balancer itself adds. A caller's trace keeps its root, and the load balancer marks its own part of it. */
function ownHeaders(
  { ip }: Received,
  { host = [], 'x-amzn-trace-id': trace = [], ...sent }: Lists,
  now: number,
): Lists {
  const mark = `1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  return {
    'x-amzn-trace-id': [trace[0]?.includes('Root=') ? `Self=${mark};${trace[0]}` : `Root=${mark}`],
    'x-forwarded-for': [[...(sent['x-forwarded-for'] ?? []), ip].join(', ')],
    'x-forwarded-port': [host[0]?.split(':')[1] ?? '80'],
    'x-forwarded-proto': ['http'],
  };
}
