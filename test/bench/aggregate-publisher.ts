// Publishes one file, as a federation's server does: in a process of its own, because it is no part of what is measured.
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Serve } from './served.ts';

export const serve: Serve = async (start) => {
  const { file } = start as { file: string };
  const server = createServer((_request, response) => void createReadStream(file).pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let most = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    /** Looks from now on at what the children of a process take: from here, where it disturbs nothing that is measured. */
    watch(parent: unknown) {
      timer = setInterval(() => {
        most = Math.max(most, ...childrenMebibytes(Number(parent)));
      }, 500);
    },
    /** MiB, at the most. */
    most: () => most,
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/federation.xml`,
    close: () => {
      clearInterval(timer);
      server.close();
    },
  };
};

/** Of Linux; elsewhere nothing is known of them. */
function childrenMebibytes(parent: number): readonly number[] {
  return readdirOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const status = textOf(`/proc/${pid}/status`);
      if (!status.includes(`\nPPid:\t${parent}\n`)) return [];
      return [Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024];
    });
}

function readdirOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
