// An LDAP server of a few lines on loopback, without encryption, that answers as a test says and remembers what it heard.
import { createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

/** RFC 4511 section 4.2 ff.: the tags of the messages it knows. */
const tags = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbindRequest: 0x42,
  searchRequest: 0x63,
  searchEntry: 0x64,
  searchDone: 0x65,
  searchReference: 0x73,
  extendedRequest: 0x77,
  extendedResponse: 0x78,
} as const;

export interface FakeEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>;
}

/** `silence`: no answer; `drop`: the connection is closed; a number is the result code. */
type Reaction = 'silence' | 'drop' | number;

export interface LdapScript {
  bind(dn: string, password: string): Reaction | readonly [code: number, text: string];
  search?(
    base: string,
  ):
    | Reaction
    | { readonly entries: readonly FakeEntry[]; readonly referrals?: readonly string[]; readonly code?: number };
  extended?(oid: string): Reaction;
}

export interface FakeLdap {
  readonly url: string;
  /** Every bind, in order, as DN and password. */
  readonly binds: (readonly [string, string])[];
  readonly searches: string[];
  /** Connections accepted so far. */
  connections(): number;
  /** Closes every open connection, as an idle time-out of the server does. */
  dropAll(): void;
  close(): Promise<void>;
}

export async function startFakeLdap(script: LdapScript): Promise<FakeLdap> {
  const [binds, searches]: [FakeLdap['binds'], string[]] = [[], []];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      try {
        answer(socket, Buffer.from(data), { script, binds, searches });
      } catch {
        // What is no LDAP message (a TLS handshake, say) is answered as servers do.
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `ldap://127.0.0.1:${port}`,
    binds,
    searches,
    connections: () => accepted,
    dropAll,
    close: async () => {
      dropAll();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

interface Hearing {
  readonly script: LdapScript;
  readonly binds: FakeLdap['binds'];
  readonly searches: string[];
}

/** One message a packet: the client says one thing at a time and its messages are small. */
function answer(socket: Socket, data: Buffer, { script, binds, searches }: Hearing): void {
  const reader = new BerReader(data);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const tag = reader.readSequence();
  const react = (reaction: Reaction, response: number, text = ''): void => {
    if (reaction === 'drop') socket.destroy();
    else if (reaction !== 'silence') socket.write(result(id, response, reaction, text));
  };
  if (tag === tags.bindRequest) {
    reader.readInt();
    const dn = reader.readString() ?? '';
    const password = reader.readString(0x80) ?? '';
    binds.push([dn, password]);
    const said = script.bind(dn, password);
    if (typeof said === 'object') react(said[0], tags.bindResponse, said[1]);
    else react(said, tags.bindResponse);
  } else if (tag === tags.searchRequest) {
    const base = reader.readString() ?? '';
    searches.push(base);
    const said = script.search?.(base) ?? 32;
    if (typeof said !== 'object') return react(said, tags.searchDone);
    for (const entry of said.entries) socket.write(entryMessage(id, entry));
    for (const url of said.referrals ?? []) socket.write(message(id, tags.searchReference, (w) => w.writeString(url)));
    react(said.code ?? 0, tags.searchDone);
  } else if (tag === tags.extendedRequest) {
    react(script.extended?.(reader.readString(0x80) ?? '') ?? 2, tags.extendedResponse);
  } else if (tag === null || data.includes(tags.unbindRequest)) socket.end();
}

function message(id: number, tag: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function result(id: number, tag: number, code: number, text: string): Buffer {
  return message(id, tag, (writer) => {
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString(text);
  });
}

function entryMessage(id: number, { dn, attributes }: FakeEntry): Buffer {
  return message(id, tags.searchEntry, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) writer.writeBuffer(Buffer.from(value as string), 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}
