// The credentials of bundled functions: the role's keys, as Lambda puts them into the environment.
import { afterEach, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../infra/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

const give = (id: string | undefined, secret: string | undefined, token: string | undefined) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
};

// A role's keys are worth nothing without the session's token; a developer's have none.
test('keys come from the environment, with the token of the session', async () => {
  give('id', 'secret', 'token');
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  give('id', 'secret', undefined);
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
});

test.each([
  [undefined, 'secret'],
  ['id', undefined],
])('%j and %j are no credentials', async (id, secret) => {
  give(id, secret, undefined);
  await expect(defaultProvider()()).rejects.toThrow(/no AWS credentials/);
});
