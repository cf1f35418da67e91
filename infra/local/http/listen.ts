// Opens and closes servers on the loopback address.
import type { Server } from 'node:http';
import { codeOf, refusal } from '../refusal.ts';

/** Port 0 takes a free one. Returns the origin. @throws Refusal when the port is taken or not allowed. */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portError(port, error)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}

function portError(port: number, error: Error): Error {
  if (codeOf(error) === 'EADDRINUSE')
    return refusal(
      `Port ${port} is in use: stop what uses it, or choose another one with --port N (0 takes a free one).`,
    );
  if (codeOf(error) === 'EACCES')
    return refusal(`Port ${port} needs rights that you do not have: choose one above 1023.`);
  return error;
}

/** Open connections are ended, idle or not. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
