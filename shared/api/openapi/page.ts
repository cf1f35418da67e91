// The page that shows the OpenAPI document: redoc, served by us, and nothing from any other host.
import type { Surroundings } from '../route.ts';

type File = { readonly name: string; readonly contentType: string; readonly summary: string };

/** Files that lie beside the function's code, by the paths that they are served at. */
export const docsFiles: Readonly<Record<string, File>> = {
  '/v1/docs/redoc.js': {
    name: 'redoc.js',
    contentType: 'text/javascript; charset=utf-8',
    summary: 'The script of that page',
  },
  '/v1/docs/redoc-licences.txt': {
    name: 'redoc-licences.txt',
    contentType: 'text/plain; charset=utf-8',
    summary: 'Licences of that script',
  },
};

/** Redoc writes its styles into the page and searches in a worker made of a blob; all else is forbidden. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const font = 'system-ui, sans-serif';
const code = 'ui-monospace, Menlo, Consolas, monospace';

const theme = {
  colors: { primary: { main: '#1f6f5c' } },
  sidebar: { width: '280px' },
  typography: {
    fontFamily: font,
    headings: { fontFamily: font, fontWeight: '600' },
    code: { fontFamily: code, wrap: true },
  },
};

/** Addresses are relative, so that the page works behind any prefix. */
export function docsPage({ version }: Surroundings) {
  const options = { 'hide-download-buttons': '', 'scroll-y-offset': '0', theme: JSON.stringify(theme) };
  const attributes = Object.entries({ 'spec-url': 'openapi.json', ...options }).map(
    ([name, value]) => `${name}='${value}'`,
  );
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cairn API ${version}</title>
<link rel="icon" href="data:,">
<style>body { margin: 0; }</style>
</head>
<body>
<noscript>This page needs JavaScript. The document that it shows is at <a href="openapi.json">openapi.json</a>.</noscript>
<redoc ${attributes.join(' ')}></redoc>
<script src="docs/redoc.js"></script>
</body>
</html>
`;
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  return { raw: { contentType: 'text/html; charset=utf-8', text, headers } };
}
