// Rows of the route table that ask for no token: is the service there, and which one is it.
import * as z from 'zod';
import type { OpenRoute } from '../route.ts';
import { nothing } from '../schemas/common.ts';

const open = { group: 'fallback', level: 'none' } as const;
const alive = { ...open, path: '/health', summary: 'Is the service there', reply: nothing, run: () => ({}) };

export const healthRows: OpenRoute[] = [
  { ...alive, method: 'GET' },
  { ...alive, method: 'HEAD' },
  { ...alive, method: 'POST' },
  {
    ...open,
    method: 'GET',
    path: '/v1/health',
    summary: 'Is the service there, and which version',
    reply: z.object({ status: z.literal('ok'), version: z.string(), commit: z.string() }),
    run: ({ version, commit }) => ({ status: 'ok', version, commit }),
  },
];
