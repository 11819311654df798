// Publishes one file, as a federation's server does: in a process of its own, because it is no part of what is measured.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Serve } from './served.ts';

export const serve: Serve = async (start) => {
  const { file } = start as { file: string };
  const server = createServer((_request, response) => void createReadStream(file).pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/federation.xml`,
    close: () => void server.close(),
  };
};
