// The SQS-compatible server in a process of its own: says its port on standard output, ends when standard input closes.
// Plain JavaScript, because it runs without the TypeScript loader, which would double its memory and its start.
import { buildApp } from 'fauxqs';

const end = () => process.exit(0);
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);

const app = buildApp({ logger: false });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${process.pid} ${address}\n`);
