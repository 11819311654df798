// A private SimpleSAMLphp identity provider on a loopback port, run by PHP's own web server. Ends with `stop`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';

const documentRoot = '/usr/share/simplesamlphp/www';

/** Why SimpleSAMLphp cannot be started here; `false` when it can, as `skip` of a test takes it. */
export function simpleSamlPhpMissing(): string | false {
  if (spawnSync('php', ['--version']).status !== 0) return 'php is not installed';
  return existsSync(documentRoot) ? false : 'simplesamlphp is not installed';
}

export interface CampusPerson {
  readonly name: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** A relying party that the identity provider knows. */
export interface KnownServiceProvider {
  readonly entityId: string;
  readonly acs: string;
  /** PEM: verifies its requests and encrypts for it. */
  readonly certificate?: string;
  readonly encryptAssertions?: boolean;
  /** Where it takes logout messages; then its own have to be signed, and those to it are. */
  readonly logout?: string;
  /** Refuse a request that is not signed. */
  readonly insistOnSignedRequests?: boolean;
}

export interface CampusKeys {
  readonly present: TestKeyPair;
  readonly next?: TestKeyPair;
}

export interface SimpleSamlPhp {
  readonly entityId: string;
  readonly singleSignOnUrl: string;
  /** Opened by a browser: signs it out here, and at every service provider it was sent to. */
  readonly signOutUrl: string;
  /** PEM of the key that signs responses and assertions. */
  readonly certificate: string;
  /** Its metadata document, as it publishes it. */
  metadata(): Promise<string>;
  /** Makes these the relying parties it knows, at once. */
  know(serviceProviders: readonly KnownServiceProvider[]): Promise<void>;
  /** The same from metadata documents, as it reads them itself; beside them what its administrator sets. */
  knowMetadata(documents: readonly string[], settings?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Signs with another key from now on, and announces a next one in its metadata. */
  useKeys(keys: CampusKeys): Promise<void>;
  stop(): Promise<void>;
}

/** alice/alicepw has the student number S-1001, bob/bobpw S-1002. */
export const campusPeople: readonly CampusPerson[] = [
  person('alice', 'S-1001', ['member', 'student']),
  person('bob', 'S-1002', ['staff']),
];

function person(name: string, studentNumber: string, eduPersonAffiliation: readonly string[]): CampusPerson {
  const mail = [`${name}@uni.example`];
  const attributes = { uid: [name], mail, studentNumber: [studentNumber], eduPersonAffiliation };
  return { name, password: `${name}pw`, attributes };
}

/** @param host a loopback address; give each party its own, since ports do not make a site */
export async function startSimpleSamlPhp({
  host = '127.0.0.1',
  serviceProviders = [] as readonly KnownServiceProvider[],
  people = campusPeople,
  metadataSigner = undefined as TestKeyPair | undefined,
} = {}): Promise<SimpleSamlPhp> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-simplesamlphp-'));
  for (const name of ['conf/metadata', 'cert', 'log', 'data', 'tmp', 'sessions']) {
    await mkdir(join(directory, name), { recursive: true });
  }
  const base = `http://${host}:${await freePort()}/`;
  const keys = testKeyPair('campus identity provider');
  const writeKeys = async (name: string, pair: TestKeyPair): Promise<void> => {
    await writeFile(join(directory, `cert/${name}.pem`), pair.key, { mode: 0o600 });
    await writeFile(join(directory, `cert/${name}.crt`), pair.certificate);
  };
  const writePhp = (path: string, variable: string, value: unknown) =>
    writeFile(join(directory, 'conf', path), phpFile(variable, value));
  const know = (known: readonly KnownServiceProvider[]) =>
    writePhp('metadata/saml20-sp-remote.php', 'metadata', Object.fromEntries(known.map(remoteServiceProvider)));
  await writePhp('config.php', 'config', configuration(directory, base));
  await writePhp('authsources.php', 'config', { admin: ['core:AdminPassword'], campus: userPasswords(people) });
  const useKeys = async ({ present, next }: CampusKeys): Promise<void> => {
    await writeKeys('idp', present);
    if (next !== undefined) await writeKeys('new_idp', next);
    if (metadataSigner !== undefined) await writeKeys('signer', metadataSigner);
    const hosted = {
      ...hostedIdentityProvider,
      ...(next === undefined ? {} : { new_privatekey: 'new_idp.pem', new_certificate: 'new_idp.crt' }),
      ...(metadataSigner === undefined ? {} : signedMetadata),
    };
    await writePhp('metadata/saml20-idp-hosted.php', 'metadata', { '__DYNAMIC:1__': hosted });
  };
  await useKeys({ present: keys });
  await know(serviceProviders);
  const server = serve(directory, new URL(base).host);
  const entityId = `${base}saml2/idp/metadata.php`;
  const stop = async (): Promise<void> => {
    await end(server);
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await answering(entityId, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    entityId,
    singleSignOnUrl: `${base}saml2/idp/SSOService.php`,
    signOutUrl: `${base}saml2/idp/initSLO.php?RelayState=${encodeURIComponent(`${base}logout.php`)}`,
    certificate: keys.certificate,
    metadata: async () => (await fetch(entityId)).text(),
    know,
    knowMetadata: (documents, settings = {}) =>
      writePhp('metadata/saml20-sp-remote.php', 'metadata', readServiceProviders(documents, settings)),
    useKeys,
    stop,
  };
}

/** SimpleSAMLphp's own reading of service provider metadata, as its converter does it. */
function readServiceProviders(documents: readonly string[], settings: Readonly<Record<string, unknown>>): object {
  const script = `require '${join(documentRoot, '../lib/_autoload.php')}';
    $known = [];
    foreach (json_decode(stream_get_contents(STDIN)) as $document) {
      $one = SimpleSAML\\Metadata\\SAMLParser::parseString($document)->getMetadata20SP();
      unset($one['entityDescriptor'], $one['expire']);
      $known[$one['entityid']] = $one;
    }
    echo json_encode($known);`;
  const { status, stdout, stderr } = spawnSync('php', ['-d', 'error_reporting=E_ERROR', '-r', script], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`SimpleSAMLphp cannot read the metadata: ${stdout}${stderr}`);
  const known = JSON.parse(stdout) as Record<string, object>;
  return Object.fromEntries(Object.entries(known).map(([entityId, one]) => [entityId, { ...one, ...settings }]));
}

function configuration(directory: string, base: string): object {
  return {
    baseurlpath: base,
    certdir: join(directory, 'cert/'),
    loggingdir: join(directory, 'log/'),
    datadir: join(directory, 'data/'),
    tempdir: join(directory, 'tmp'),
    metadatadir: join(directory, 'conf/metadata/'),
    secretsalt: 'salt-of-the-test',
    'auth.adminpassword': 'admin-of-the-test',
    'enable.saml20-idp': true,
    'logging.handler': 'file',
    showerrors: true,
    timezone: 'UTC',
    'store.type': 'phpsession',
    'session.phpsession.savepath': join(directory, 'sessions'),
    'session.cookie.secure': false,
    'module.enable': { exampleauth: true, core: true, saml: true },
    'language.default': 'en',
    'metadata.sources': [{ type: 'flatfile' }],
  };
}

const signedMetadata = {
  'metadata.sign.enable': true,
  'metadata.sign.privatekey': 'signer.pem',
  'metadata.sign.certificate': 'signer.crt',
  'metadata.sign.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
};

const hostedIdentityProvider = {
  host: '__DEFAULT__',
  privatekey: 'idp.pem',
  certificate: 'idp.crt',
  auth: 'campus',
  'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'saml20.sign.assertion': true,
  'saml20.sign.response': true,
  SingleSignOnServiceBinding: [
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  ],
  SingleLogoutServiceBinding: [
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  ],
};

function remoteServiceProvider(known: KnownServiceProvider): readonly [string, object] {
  const key = known.certificate && {
    certData: known.certificate.replaceAll(/-----[^-]+-----|\s/g, ''),
  };
  return [
    known.entityId,
    {
      AssertionConsumerService: known.acs,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'simplesaml.nameidattribute': 'uid',
      'assertion.encryption': known.encryptAssertions ?? false,
      sharedkey_algorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
      'validate.authnrequest': known.insistOnSignedRequests ?? false,
      ...(known.logout === undefined
        ? {}
        : { SingleLogoutService: known.logout, 'sign.logout': true, 'validate.logout': true }),
      ...key,
    },
  ];
}

/** exampleauth:UserPass takes the module's name under the key 0. */
function userPasswords(people: readonly CampusPerson[]): object {
  const accounts = people.map(({ name, password, attributes }) => [`${name}:${password}`, attributes] as const);
  return { 0: 'exampleauth:UserPass', ...Object.fromEntries(accounts) };
}

/** The value travels as JSON in a PHP text that has no escapes to get wrong. */
function phpFile(variable: string, value: unknown): string {
  const json = JSON.stringify(value, null, 1).replaceAll('<', String.raw`\u003c`);
  return `<?php\n$${variable} = json_decode(<<<'VALUE'\n${json}\nVALUE, true);\n`;
}

function serve(directory: string, address: string): ChildProcess {
  // A group of its own: PHP's workers are children that would outlive it.
  // PHP looks at a file that it keeps compiled once in two seconds: `know` would not count at once.
  const settings = ['error_reporting=E_ALL&~E_DEPRECATED', 'opcache.revalidate_freq=0'];
  const set = settings.flatMap((setting) => ['-d', setting]);
  return spawn('php', [...set, '-S', address, '-t', documentRoot], {
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: join(directory, 'conf'), PHP_CLI_SERVER_WORKERS: '4' },
    stdio: 'ignore',
    detached: true,
  });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`php ended with ${server.exitCode}`);
    const body = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (body.includes('EntityDescriptor')) return;
    await wait(100);
  }
  throw new Error('SimpleSAMLphp did not publish its metadata within 10 s');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  process.kill(-server.pid, 'SIGTERM');
  await ended;
}
