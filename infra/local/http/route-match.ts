// Chooses the route of a request, most specific first, as an HTTP API does.

type RouteKey = {
  /** As in the template: `GET /v1/experiments/{experiment}`, `ANY /files/{path+}` or `$default`. */
  readonly key: string;
};

export type Match<Route> = { readonly route: Route; readonly parameters: Readonly<Record<string, string>> };

type Segment = { readonly name: string; readonly kind: 'fixed' | 'variable' | 'greedy' };
type Compiled<Route> = { readonly route: Route; readonly method: string; readonly segments: readonly Segment[] };

const rank = { fixed: 0, variable: 1, greedy: 2 } as const;

function segmentOf(text: string): Segment {
  const [, name, plus] = /^\{([^}+]+)(\+)?\}$/.exec(text) ?? [];
  if (name === undefined) return { name: text, kind: 'fixed' };
  return { name, kind: plus ? 'greedy' : 'variable' };
}

function compile<Route extends RouteKey>(route: Route): Compiled<Route> {
  const [method = '', path = ''] = route.key.split(' ');
  return { route, method, segments: path.split('/').slice(1).map(segmentOf) };
}

/** Compared segment by segment from the left; of equal paths the one that names the method comes first. */
function bySpecificity<Route>(a: Compiled<Route>, b: Compiled<Route>): number {
  const length = Math.min(a.segments.length, b.segments.length);
  for (let i = 0; i < length; i++) {
    const difference = rank[a.segments[i]?.kind ?? 'fixed'] - rank[b.segments[i]?.kind ?? 'fixed'];
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

/** A percent sign that begins no code stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The values of a path's variables, or undefined when the path is another one. */
function parametersOf(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const greedy = segments.at(-1)?.kind === 'greedy';
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, { name, kind }] of segments.entries()) {
    const part = kind === 'greedy' ? parts.slice(i).join('/') : (parts[i] ?? '');
    if (kind === 'fixed' ? part !== name : part === '') return undefined;
    if (kind !== 'fixed') parameters[name] = decoded(part);
  }
  return parameters;
}

/** `path` is as received, without the query. Undefined when no route matches and there is no `$default`. */
export function makeMatcher<Route extends RouteKey>(
  routes: readonly Route[],
): (method: string, path: string) => Match<Route> | undefined {
  const fallback = routes.find(({ key }) => key === '$default');
  const sorted = routes
    .filter(({ key }) => key !== '$default')
    .map(compile)
    .sort(bySpecificity);
  return (method, path) => {
    const parts = path.split('/').slice(1);
    for (const { route, method: own, segments } of sorted) {
      const parameters = own === 'ANY' || own === method ? parametersOf(segments, parts) : undefined;
      if (parameters) return { route, parameters };
    }
    return fallback && { route: fallback, parameters: {} };
  };
}
