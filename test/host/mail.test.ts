// Mails of the local service: files in its data folder, with codes that work.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeIn } from '../kit/front.ts';
import { type LocalService, newAddress, password, startService } from './service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

/** Mails to an address, oldest first. */
function mailsTo(address: string): string[] {
  const folder = service.host.folder.mail;
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
  return files.map((file) => readFileSync(file, 'utf8')).filter((mail) => mail.includes(`\nTo: ${address}\n`));
}
const codeTo = (address: string) => codeIn({ to: '', subject: '', text: mailsTo(address).at(-1) ?? '' });

// Guarantee: signing up, verifying and resetting a password work from end to end, with what stands in the mails and nothing else.
test('sign up, verify, reset', async () => {
  const email = newAddress();
  const send = service.send;
  expect((await send('POST', '/v1/users', null, { email, name: 'New Body', password })).status).toBe(200);
  expect((await send('POST', '/v1/sessions', null, { email, password })).status).toBe(403);
  const session = await service.made('POST', '/v1/sessions', null, { email, code: codeTo(email) });
  expect(session).toMatchObject({ user: { email, has_verified_email: true }, client: { name: 'New Body' } });
  await service.made('DELETE', `/v1/sessions?email=${encodeURIComponent(email)}`, null);
  const fresh = { email, new_password: 'Other-Horse-8', password_reset_code: codeTo(email) };
  const reset = await service.made('PUT', '/v1/sessions', null, fresh);
  expect((await send('GET', '/v1/sessions', session.api_token.token)).status).toBe(403);
  expect((await send('GET', '/v1/sessions', reset.api_token.token)).status).toBe(200);
  expect(mailsTo(email).length).toBe(2);
});
