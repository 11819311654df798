// What a run prints: the machine, and one table.
import { availableParallelism, cpus, freemem, loadavg, release, totalmem } from 'node:os';
import type { Row } from './measure.ts';

export function machineFacts(): string {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    `CPU      ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`,
    `Memory   ${gib(totalmem())}, ${gib(freemem())} free`,
    `System   ${process.platform} ${release()}`,
    `Node     ${process.version}, SQLite ${process.versions.sqlite ?? '?'}, OpenSSL ${process.versions.openssl}`,
    `Load     ${loadavg()[0]?.toFixed(2)} when it began`,
  ].join('\n');
}

const head = ['', 'ours', 'bare', 'compared', 'target', 'met'];

export function table(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function cells({ what, ours, bare, compared, target, met }: Row): readonly string[] {
  return [what, ours, bare, compared, target, met === undefined ? '' : met ? 'yes' : 'NO'];
}
