import type { StrategyRefusal } from '../domain/strategy.ts';

/** Why a message is refused: the check it failed, as traces and tests name it, and what was found instead. */
export interface Fault {
  readonly type: 'fault';
  readonly check: string;
  readonly detail: string;
  readonly reason: StrategyRefusal;
}

const detailMax = 300;

/** @param detail may quote the message; control characters are removed and it is cut to 300 characters */
export function fault(check: string, detail: string, reason: StrategyRefusal = 'invalid'): Fault {
  const plain = detail.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return { type: 'fault', check, detail: plain.length > detailMax ? `${plain.slice(0, detailMax)}…` : plain, reason };
}
