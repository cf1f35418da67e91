// The OpenAPI 3.1 document of a deployment, made from the route table and nothing else.

import type { Method, Route, ServiceFacts } from '../route.ts';
import { problemReply } from '../schemas/problem-reply.ts';
import { refusalComponents } from './answers.ts';
import { type Components, type JsonSchema, jsonSchema } from './json-schema.ts';
import { operationOf } from './operation.ts';
import { type Tag, tagOf } from './wording.ts';

/** `routes`: those of the deployment, so the operator's are in the document where they are in the service. */
export function openApiDocument(routes: readonly Route[], { version, commit }: ServiceFacts): JsonSchema {
  const components: Components = new Map([['Problem', jsonSchema(problemReply, 'input')]]);
  const paths = pathsOf(routes, components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cairn',
      version,
      'x-commit': commit,
      summary: 'Hyperparameter tuning as a service, by the SigOpt v1 API',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({
      name,
      'x-displayName': name.charAt(0).toUpperCase() + name.slice(1),
      description: tags[name],
    })),
    security: [],
    paths,
    components: { schemas: Object.fromEntries(components), ...fixedComponents() },
  };
}

function pathsOf(routes: readonly Route[], components: Components): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const row of routes) {
    const here = paths[row.path] ?? {};
    here[keyOf(row.method)] = operationOf(row, routes, components);
    paths[row.path] = here;
  }
  return paths;
}

/** OpenAPI 3.1 has no place for a method of its own; readers that do not know `x-merge` skip it. */
const keyOf = (method: Method): string => (method === 'MERGE' ? 'x-merge' : method.toLowerCase());

const tags: Readonly<Record<Tag, string>> = {
  service: 'Is the service there, and which one is it; this document.',
  account: 'Users, sessions, tokens, clients, organizations, and what a client used.',
  experiments: 'The definition of what is tuned: parameters, metrics, budget.',
  suggestions: 'What to try next.',
  observations: 'What came of it.',
  insights: 'What is known about an experiment.',
  projects: 'Projects of a client, which experiments and runs belong to.',
  runs: 'Trainings that report as they go: their values, checkpoints and files, and whether to stop.',
  operator: "The operator's door, where a deployment has it.",
};

const introduction = `You send the space of parameters, ask for a suggestion, train, report the metrics, and repeat.

* **Tokens** go into the header \`Authorization\`: Basic with the token as user name and an empty password, or Bearer.
* **Success** is always 200, with the header \`X-Response-Content: skip\` 204 without a body. **Errors** are \`{message, status}\`, with \`errors\` for fields and \`token_status\` for tokens.
* **405**: each path answers methods that it does not know with 405 and an \`Allow\` header; \`OPTIONS\` is known everywhere.
* **Ids** are whole numbers of up to 64 bits, written as text. **Times** are seconds since 1970.
* **Query**: parameters that a route does not know are ignored. **Lists** come in pages: \`paging.after\` and \`paging.before\` are the markers of the next request.
* **\`fields=a,b\`** in any query keeps only these fields of the answer, of each element if it is a page.
* **\`MERGE\`** is a method of the original API for partial updates of runs; it is described as \`x-merge\`. Amazon API Gateway refuses it: in AWS the core API works at the HTTP API's address, and runs of the unmodified client need the load balancer that is an option of the stack.`;

const fixedComponents = (): JsonSchema => ({
  responses: refusalComponents(),
  parameters: {
    'X-Response-Content': {
      name: 'X-Response-Content',
      in: 'header',
      required: false,
      schema: { type: 'string' },
      description: '`skip`: a success is a 204 without a body.',
    },
  },
  headers: {
    'X-Request-Id': { description: 'Names the request in the logs.', schema: { type: 'string' } },
    'Retry-After': { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[0-9]+$' } },
  },
  securitySchemes: {
    basic: { type: 'http', scheme: 'basic', description: 'The token as user name, an empty password.' },
    bearer: { type: 'http', scheme: 'bearer' },
    operator: { type: 'http', scheme: 'bearer', description: "The operator's token." },
  },
});
