// Rows of the route table that describe the others: the OpenAPI document, and the page that shows it.
import * as z from 'zod';
import { openApiDocument } from '../openapi/document.ts';
import { docsFiles, docsPage } from '../openapi/page.ts';
import type { OpenRoute, Surroundings } from '../route.ts';
import { rawReply } from '../schemas/raw-reply.ts';

const open = { method: 'GET', group: 'fallback', level: 'none' } as const;

const made = new WeakMap<Surroundings['routes'], object>();

/** Made once for a table: it takes a while and is always the same. */
function documentOf({ routes, ...facts }: Surroundings): object {
  const known = made.get(routes) ?? openApiDocument(routes, facts);
  made.set(routes, known);
  return known;
}

export const documentRows: OpenRoute[] = [
  {
    ...open,
    path: '/v1/openapi.json',
    summary: 'This document',
    reply: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
    run: documentOf,
  },
  {
    ...open,
    path: '/v1/docs',
    summary: 'A page that shows this document',
    reply: rawReply('text/html; charset=utf-8'),
    run: docsPage,
  },
  ...Object.entries(docsFiles).map(
    ([path, { name, contentType, summary }]): OpenRoute => ({
      ...open,
      path,
      summary,
      reply: rawReply(contentType),
      run: ({ readBeside }) => ({
        raw: { contentType, text: readBeside(name), headers: { 'Cache-Control': 'public, max-age=86400' } },
      }),
    }),
  ),
];
