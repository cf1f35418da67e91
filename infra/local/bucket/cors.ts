// What a bucket's rules let pages of other origins do, and the headers that say so ("Cross-origin resource sharing", S3 guide).
import { matches } from '../access/statement.ts';
import type { CorsRule } from './buckets.ts';
import { fault } from './fault.ts';

type Headers = Readonly<Record<string, string>>;

const ruleFor = (rules: readonly CorsRule[], origin: string, method: string): CorsRule | undefined =>
  rules.find(
    ({ AllowedOrigins, AllowedMethods }) =>
      AllowedMethods.includes(method) && AllowedOrigins.some((pattern) => matches(pattern, origin)),
  );

const granted = ({ AllowedOrigins, AllowedMethods, ExposedHeaders }: CorsRule, origin: string): Headers => ({
  'access-control-allow-origin': AllowedOrigins.includes('*') ? '*' : origin,
  'access-control-allow-methods': AllowedMethods.join(', '),
  ...(ExposedHeaders.length > 0 ? { 'access-control-expose-headers': ExposedHeaders.join(', ') } : {}),
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
});

/** Headers of an answer; none where the request names no origin, or one that no rule lets in. */
export function corsHeaders(rules: readonly CorsRule[], { origin }: Headers, method: string): Headers {
  const rule = origin === undefined ? undefined : ruleFor(rules, origin, method);
  return rule && origin !== undefined ? granted(rule, origin) : {};
}

/** Headers that answer a preflight request. @throws BucketFault where no rule allows what it asks for. */
export function preflight(rules: readonly CorsRule[], headers: Headers): Headers {
  const origin = headers['origin'] ?? '';
  const wanted = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const rule = ruleFor(rules, origin, headers['access-control-request-method'] ?? '');
  const allowed = (name: string) => rule?.AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name));
  if (!rule || !wanted.filter(Boolean).every(allowed))
    throw fault(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  return {
    ...granted(rule, origin),
    'access-control-allow-headers': wanted.join(', '),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
  };
}
