// The documents as a host serves them: the OpenAPI document of this deployment, and its page with nothing from elsewhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalService, startService } from './service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

const get = (path: string) => fetch(service.host.url + path);

// Guarantee: whoever has the address has the document, without a token, with this deployment's routes in it.
test('the document is served', async () => {
  const response = await get('/v1/openapi.json');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { openapi, paths } = (await response.json()) as { openapi: string; paths: object };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toContain('/v1/operator/users');
});

// Guarantee: the page and its script come from the service itself, the script may be kept, and neither asks another host for anything.
test('the page and its script are served', async () => {
  const page = await get('/v1/docs');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const [, source = ''] = /<script src="([^"]+)">/.exec(await page.text()) ?? [];
  const script = await fetch(new URL(source, `${service.host.url}/v1/docs`));
  expect(script.status).toBe(200);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toBe('public, max-age=86400');
  const text = await script.text();
  expect(text.length).toBeGreaterThan(500_000);
  expect(text).not.toContain('cdn.redoc');
  expect((await get('/v1/docs/redoc-licences.txt')).status).toBe(200);
});
