import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Taken {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A program of somebody else's that takes postbacks: answers as it is told, and by 200 when it is told nothing more. */
export async function receiver(...answers: { status: number; body: string }[]) {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      taken.push({ headers: request.headers, body });
      const { status, body: said } = answers.shift() ?? { status: 200, body: 'thanks' };
      response.writeHead(status, { 'content-type': 'text/plain' }).end(said);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/results`, taken, close: () => server.close() };
}
