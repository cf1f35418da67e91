// `GET /`: a word to whoever tries the bare address with a token.
import * as z from 'zod';
import { accountRoute } from './route.ts';

const none = z.looseObject({});

export const welcome = accountRoute({
  method: 'GET',
  path: '/',
  summary: 'A word of welcome to whoever has a token',
  // It looks a token up; the fallback function, which serves what needs none, may not.
  group: 'account',
  level: 'caller',
  load: async () => null,
  query: none,
  body: none,
  reply: z.object({ message: z.string() }),
  run: async () => ({
    message: 'Welcome to Cairn. Every path of the API begins with /v1, for instance /v1/experiments.',
  }),
});
