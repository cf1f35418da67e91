// Cross-origin rules: any page may call with a token in the header; there are no cookies, so there is nothing a foreign page could borrow.

/** On every answer. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Allow, Location, Retry-After, WWW-Authenticate, X-Request-Id',
};

/** On the answer to OPTIONS. `*` alone would not cover Authorization (Fetch standard, "CORS non-wildcard request-header name"). */
export const preflightHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, HEAD, MERGE, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Response-Content, *',
  'Access-Control-Max-Age': '86400',
};
