// Who may connect, and how many at a time: counted from the first packet on, so that a connection which never ends its
// handshake is one too.
import type { Socket } from 'node:net';
import type { Sip2ListenersConfig } from '../../../config/schema.ts';
import { plainAddress } from './networks.ts';

export type Admitted = 'admitted' | 'network' | 'too many connections';

export class Admission {
  readonly #limits: Pick<Sip2ListenersConfig, 'connections' | 'connectionsPerAddress'>;
  readonly #open = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();

  constructor(limits: Pick<Sip2ListenersConfig, 'connections' | 'connectionsPerAddress'>) {
    this.#limits = limits;
  }

  admit(socket: Socket, isPermitted: (address: string) => boolean): Admitted {
    const address = plainAddress(socket.remoteAddress);
    if (!isPermitted(address)) return 'network';
    const { connections, connectionsPerAddress } = this.#limits;
    const count = this.#perAddress.get(address) ?? 0;
    if (this.#open.size >= connections || count >= connectionsPerAddress) return 'too many connections';
    this.#open.add(socket);
    this.#perAddress.set(address, count + 1);
    socket.once('close', () => {
      this.#open.delete(socket);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
    return 'admitted';
  }

  /** Cuts off everybody who is still there. */
  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
