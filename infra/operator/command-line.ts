// The command line of `npx cairn operator`: from words to one request of the operator's door.
import { parseArgs } from 'node:util';
import { messageOf, refusal } from '../local/refusal.ts';

export const usage = `npx cairn operator COMMAND [--data DIR]

  add-user EMAIL [--name NAME]                 a user; the password is read from standard input or CAIRN_PASSWORD
  add-organization NAME [--client NAME] [--user ID] [--membership owner|member]
                   [--permission none|read|write|admin] [--development]
                                               an organization, its first client, and a token of that client
  add-membership USER ORGANIZATION owner|member
  add-permission USER CLIENT none|read|write|admin
  list                                         organizations, newest first
  show ORGANIZATION
  suspend ORGANIZATION, resume ORGANIZATION    close it to all of its tokens, open it again
  tokens CLIENT                                its root tokens, which belong to nobody: id, kind, last four letters
  rotate-token CLIENT ID                       gives a root token a new text, printed once; the present one is refused from now on
  revoke-token CLIENT ID                       ends a root token for good
  export ORGANIZATION FILE                     all of its data, a JSON object a line
  delete ORGANIZATION --yes                    erases it for good
  usage [--month YYYY-MM] [--organization ID]  what every client used, deleted and suspended ones too
  idle [--wait]                                whether any background work is left
  audit [--month YYYY-MM]                      what was done by this door

The service is the one whose service.json lies in --data (by default .cairn; it must run with npm start -- --operator), or that of
CAIRN_URL with the token in CAIRN_OPERATOR_TOKEN.`;

export type Request = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /v1/operator. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** What is done with more than one answer. */
  readonly repeat?: 'pages' | 'clients' | 'uses' | 'wait' | 'erase';
  /** Where an export goes. */
  readonly file?: string;
  /** The body still lacks a password. */
  readonly password?: true;
};

export type CommandLine = { readonly data: string; readonly request: Request };

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  data: { type: 'string', default: '.cairn' },
  ...{ name: text, client: text, user: text, membership: text, permission: text, month: text },
  organization: text,
  ...{ development: flag, wait: flag, yes: flag },
} as const;

type Options = ReturnType<typeof parsed>['values'];
type Command = { readonly words: number; readonly make: (words: readonly string[], given: Options) => Request };

const post = (path: string, body: Readonly<Record<string, unknown>>): Request => ({ method: 'POST', path, body });
const get = (path: string): Request => ({ method: 'GET', path });
const organization = (id = ''): string => `organizations/${encodeURIComponent(id)}`;
const rootTokens = (client = ''): string => `clients/${encodeURIComponent(client)}/root_tokens`;
const rootToken = (client = '', id = ''): string => `${rootTokens(client)}/${encodeURIComponent(id)}`;

const commands: Readonly<Record<string, Command>> = {
  'add-user': {
    words: 1,
    make: ([email], { name }) => ({
      ...post('users', { email, ...(name === undefined ? {} : { name }) }),
      password: true,
    }),
  },
  'add-organization': {
    words: 1,
    make: ([name], { client, user, membership, permission, development }) =>
      post('organizations', {
        name,
        ...(client === undefined ? {} : { client_name: client }),
        ...(user === undefined ? {} : { user }),
        ...(membership === undefined ? {} : { membership_type: membership }),
        ...(permission === undefined ? {} : { permission }),
        ...(development ? { development } : {}),
      }),
  },
  'add-membership': {
    words: 3,
    make: ([user, id, membership_type]) => post('memberships', { user, organization: id, membership_type }),
  },
  'add-permission': {
    words: 3,
    make: ([user, client, permission]) => post('permissions', { user, client, permission }),
  },
  list: { words: 0, make: () => get('organizations') },
  show: { words: 1, make: ([id]) => get(organization(id)) },
  suspend: { words: 1, make: ([id]) => post(`${organization(id)}/suspend`, {}) },
  resume: { words: 1, make: ([id]) => post(`${organization(id)}/resume`, {}) },
  tokens: { words: 1, make: ([client]) => get(rootTokens(client)) },
  'rotate-token': { words: 2, make: ([client, id]) => post(`${rootToken(client, id)}/rotate`, {}) },
  'revoke-token': { words: 2, make: ([client, id]) => ({ method: 'DELETE', path: rootToken(client, id) }) },
  export: {
    words: 2,
    make: ([id, file = '']) => ({ ...get(`${organization(id)}/export`), repeat: 'pages', file }),
  },
  delete: {
    words: 1,
    make: ([id], { yes }) => {
      if (!yes) throw refusal('This erases the organization for good. Add --yes if that is what you want.');
      return { method: 'DELETE', path: organization(id), repeat: 'erase' };
    },
  },
  usage: {
    words: 0,
    make: (_, { month, organization: of }) => ({
      ...get(
        `usage?${new URLSearchParams({
          ...(month === undefined ? {} : { month }),
          ...(of === undefined ? {} : { organization: of }),
        })}`,
      ),
      repeat: 'clients',
    }),
  },
  idle: { words: 0, make: (_, { wait }) => ({ ...get('idle'), ...(wait ? { repeat: 'wait' } : {}) }) },
  audit: {
    words: 0,
    make: (_, { month }) => ({
      ...get(`audit?${new URLSearchParams(month === undefined ? {} : { month })}`),
      repeat: 'uses',
    }),
  },
};

/** Null: the usage is asked for. @throws Refusal that names what is wrong. */
export function readCommandLine(args: readonly string[]): CommandLine | null {
  const [area, ...rest] = args;
  if (area === undefined || area === 'help' || area === '--help') return null;
  if (area !== 'operator') throw refusal(`There is no command ${area}. ${usage}`);
  const { values, positionals } = parsed(rest);
  const [name, ...words] = positionals;
  if (name === undefined || name === 'help') return null;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw refusal(`There is no command ${name}. The commands are ${Object.keys(commands).join(', ')}.`);
  if (words.length !== command.words)
    throw refusal(`${name} takes ${command.words} words and was given ${words.length}. See npx cairn operator help.`);
  return { data: values.data, request: command.make(words, values) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw refusal(`${messageOf(error).split('. ')[0]}. See npx cairn operator help.`);
  }
}
