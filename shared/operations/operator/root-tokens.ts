// A client's root tokens, which belong to nobody: seen, made anew and ended by the operator alone.
import { notFound, tryAgain } from '../../domain/problem.ts';
import { findClient } from '../../store/identity/clients.ts';
import { findRoot, type Root, removeRoot, replaceRoot, rootsOf } from '../../store/identity/roots.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { rootToken } from '../identity/root-token.ts';
import { wholePage } from '../page.ts';
import type { OperatorContext } from './context.ts';

type OnOne = { readonly path: Readonly<Record<string, string>> };

/** Oldest first, each by what is kept of it: nobody can read a token again. */
export async function listRootTokens(context: OperatorContext, { path }: OnOne) {
  const { id } = await existingClient(context, path);
  return wholePage((await rootsOf(context.directory, id)).map((root) => show(id, root)));
}

const show = (client: string, { id, kind, prefix, lastFour, created }: Root) => ({
  object: 'root_token' as const,
  ...{ id, client, token_type: kind, prefix, last_four: lastFour, created },
});

/** The present one is refused from now on; the new one is shown here and never again. */
export async function rotateRootToken(context: OperatorContext, { path }: OnOne) {
  const { directory } = context;
  const { id: client, organization } = await existingClient(context, path);
  return untilDone(async () => {
    const before = await existingRoot(context, client, path);
    const { token, record } = rootToken(context, { client, organization }, before.kind);
    const replaced = await replaceRoot(directory, client, before, record);
    return replaced ? { client, root_token: before.id, token } : undefined;
  }, beingChanged);
}

/** Refused from now on, for good. */
export async function revokeRootToken(context: OperatorContext, { path }: OnOne) {
  const { id: client } = await existingClient(context, path);
  return untilDone(async () => {
    const gone = await removeRoot(context.directory, client, await existingRoot(context, client, path));
    return gone ? {} : undefined;
  }, beingChanged);
}

const beingChanged = () => tryAgain('This root token is being changed by others.');

async function existingClient({ directory }: OperatorContext, { client: id = '' }: OnOne['path']) {
  const client = await findClient(directory.table, id);
  if (!client) throw notFound('client', id);
  return client;
}

async function existingRoot({ directory }: OperatorContext, client: string, { root: id = '' }: OnOne['path']) {
  const root = await findRoot(directory, client, id);
  if (!root) throw notFound('root token', id);
  return root;
}
