// Makes an organization, a client and its API token. Has no route: whoever may invoke it holds the account's own credentials.
import * as z from 'zod';
import { parse } from '../shared/api/parse.ts';
import { makeFirstToken } from '../shared/operations/account/first-token.ts';
import { entry } from './entry.ts';

const input = z.object({ organization: z.string(), client: z.string() });

export const handler = entry((event: unknown, service) => makeFirstToken(service, parse(input, event, 'body')));
