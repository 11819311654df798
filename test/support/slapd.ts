// A private OpenLDAP server on loopback ports, with a certificate of its own authority. Ends with `stop`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const slapdPath = '/usr/sbin/slapd';

/** Why slapd cannot be started here; `false` when it can, as `skip` of a test takes it. */
export function slapdMissing(): string | false {
  if (!existsSync(slapdPath)) return 'slapd is not installed';
  return spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';
}

export interface SlapdPerson {
  readonly uid: string;
  readonly password: string;
  /** Stands as `employeeNumber`. */
  readonly studentNumber: string;
  readonly mail: string;
}

export interface Slapd {
  /** StartTLS here. */
  readonly ldapUrl: string;
  readonly ldapsUrl: string;
  /** PEM of the authority that signed the server's certificate, for 127.0.0.1 and localhost. */
  readonly ca: string;
  /** PEM of an authority that signed nothing here. */
  readonly otherCa: string;
  readonly base: string;
  /** The service account. */
  readonly adminDn: string;
  readonly adminPassword: string;
  /** Up again on the same ports with the same people. */
  start(): Promise<void>;
  /** Ends the server and keeps its data; its connections are dropped. */
  halt(): Promise<void>;
  /** Ends the server and removes what it left. */
  stop(): Promise<void>;
}

/** Ten people: uid `u1`, password `pw1`, student number `S1`, mail `u1@uni.example`, and so on. */
export const tenPeople: readonly SlapdPerson[] = Array.from({ length: 10 }, (_, index) => ({
  uid: `u${index + 1}`,
  password: `pw${index + 1}`,
  studentNumber: `S${index + 1}`,
  mail: `u${index + 1}@uni.example`,
}));

const base = 'dc=uni,dc=example';
const adminDn = `cn=admin,${base}`;
const adminPassword = 'slapd-secret-of-the-test';

export async function startSlapd(people: readonly SlapdPerson[] = tenPeople): Promise<Slapd> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-slapd-'));
  await mkdir(join(directory, 'db'));
  const [ca, otherCa] = [await makeCertificates(directory, 'tls'), await makeCertificates(directory, 'other')];
  await writeFile(join(directory, 'slapd.conf'), configuration(directory));
  await writeFile(join(directory, 'people.ldif'), ldif(people));
  run('/usr/sbin/slapadd', ['-q', '-f', join(directory, 'slapd.conf'), '-l', join(directory, 'people.ldif')]);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const urls = { ldapUrl: `ldap://127.0.0.1:${port}`, ldapsUrl: `ldaps://127.0.0.1:${tlsPort}` };
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const listen = ['-h', `${urls.ldapUrl} ${urls.ldapsUrl}`, '-d', '0'];
    child = spawn(slapdPath, ['-f', join(directory, 'slapd.conf'), ...listen], { stdio: 'ignore' });
    await listening(child, port);
    await listening(child, tlsPort);
  };
  const halt = async (): Promise<void> => {
    await ended(child);
    child = undefined;
  };
  await start();
  const stop = async (): Promise<void> => {
    await halt();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...urls, ca, otherCa, base, adminDn, adminPassword, start, halt, stop };
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}

/** An authority and a certificate it signs for this machine; gives the authority's PEM. */
async function makeCertificates(directory: string, name: string): Promise<string> {
  const at = (file: string): string => join(directory, `${name}-${file}`);
  const newKey = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const isCa = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  run('openssl', [
    ...newKey,
    '-x509',
    '-subj',
    `/CN=${name} authority`,
    ...isCa,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  ]);
  run('openssl', [...newKey, '-subj', '/CN=localhost', '-keyout', at('key.pem'), '-out', at('request.pem')]);
  await writeFile(at('names'), 'subjectAltName=DNS:localhost,DNS:ldap.uni.example,IP:127.0.0.1\n');
  const sign = ['x509', '-req', '-in', at('request.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-days', '2'];
  run('openssl', [...sign, '-set_serial', '7', '-extfile', at('names'), '-out', at('cert.pem')]);
  return readFile(at('ca.pem'), 'utf8');
}

function configuration(directory: string): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${directory}/slapd.pid
TLSCACertificateFile ${directory}/tls-ca.pem
TLSCertificateFile ${directory}/tls-cert.pem
TLSCertificateKeyFile ${directory}/tls-key.pem
sizelimit 500
database mdb
maxsize 67108864
suffix "${base}"
rootdn "${adminDn}"
rootpw ${adminPassword}
directory ${directory}/db
index objectClass,uid,mail,employeeNumber eq
access to attrs=userPassword by self write by anonymous auth by * none
access to * by users read by * none
`;
}

function ldif(people: readonly SlapdPerson[]): string {
  const [, domain] = base.split('=', 2);
  const top = `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: University\ndc: ${domain?.split(',')[0]}\n\n`;
  const unit = `dn: ou=people,${base}\nobjectClass: organizationalUnit\nou: people\n\n`;
  const entries = people.map(
    ({ uid, password, studentNumber, mail }) =>
      `dn: uid=${uid},ou=people,${base}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nmail: ${mail}\n` +
      `employeeNumber: ${studentNumber}\nuserPassword: ${password}\n\n`,
  );
  return top + unit + entries.join('');
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await wait(50);
  }
  throw new Error('slapd did not listen within 5 s');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  await Promise.race([gone, wait(5000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
}
