// A private SimpleSAMLphp service provider on a loopback port, run by PHP's own web server: an application that nobody
// here wrote. Ends with `stop`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { testKeyPair } from './saml-certificate.ts';

const share = '/usr/share/simplesamlphp';

export interface SimpleSamlApplication {
  readonly entityId: string;
  /** Opened by a browser: asks the library who is there, and shows her name and attributes as JSON. */
  readonly signInUrl: string;
  /** Opened by a browser: ends its session and asks the library to end hers. */
  readonly signOutUrl: string;
  /** Its metadata document, as it publishes it. */
  metadata(): Promise<string>;
  /** Believes this identity provider from now on, by its metadata as SimpleSAMLphp reads it. */
  trust(metadata: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param host a loopback address of its own: ports do not make a site */
export async function startSimpleSamlApplication(host: string): Promise<SimpleSamlApplication> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-simplesamlphp-sp-'));
  for (const name of ['conf/metadata', 'cert', 'log', 'data', 'tmp', 'sessions', 'www']) {
    await mkdir(join(directory, name), { recursive: true });
  }
  const port = await freePort();
  const base = `http://${host}:${port}/`;
  const keys = testKeyPair('an application');
  await writeFile(join(directory, 'cert/sp.pem'), keys.key, { mode: 0o600 });
  await writeFile(join(directory, 'cert/sp.crt'), keys.certificate);
  const writePhp = (path: string, variable: string, value: unknown) =>
    writeFile(join(directory, 'conf', path), phpFile(variable, value));
  await writePhp('config.php', 'config', configuration(directory, base));
  await writePhp('metadata/saml20-idp-remote.php', 'metadata', {});
  await writeFile(join(directory, 'www/index.php'), page);
  const provider = (idp: string | null) => ({
    0: 'saml:SP',
    idp,
    privatekey: 'sp.pem',
    certificate: 'sp.crt',
    // Without this it asks for a transient name.
    NameIDPolicy: { Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', AllowCreate: true },
    'sign.authnrequest': true,
    'sign.logout': true,
    'validate.logout': true,
    'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  });
  const authSources = (idp: string | null) => ({ admin: ['core:AdminPassword'], library: provider(idp) });
  await writePhp('authsources.php', 'config', authSources(null));
  const server = serve(directory, `${host}:${port}`);
  const entityId = `${base}module.php/saml/sp/metadata.php/library`;
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
    signInUrl: `${base}index.php`,
    signOutUrl: `${base}index.php?out=1`,
    metadata: async () => (await fetch(entityId)).text(),
    async trust(metadata) {
      const known = readIdentityProvider(metadata);
      await writePhp('metadata/saml20-idp-remote.php', 'metadata', known);
      await writePhp('authsources.php', 'config', authSources(Object.keys(known)[0] ?? null));
    },
    stop,
  };
}

const page = `<?php
require '${share}/lib/_autoload.php';
$as = new SimpleSAML\\Auth\\Simple('library');
if (isset($_GET['out'])) { $as->logout(['ReturnTo' => '/index.php?bye=1']); }
if (isset($_GET['bye'])) { header('content-type: application/json'); echo json_encode(['signedIn' => $as->isAuthenticated()]); exit; }
$as->requireAuth();
$name = $as->getAuthData('saml:sp:NameID');
header('content-type: application/json');
echo json_encode(['nameId' => $name->getValue(), 'format' => $name->getFormat(), 'attributes' => $as->getAttributes(), 'context' => $as->getAuthData('saml:sp:AuthnContext')]);
`;

/** SimpleSAMLphp's own reading of metadata, as its converter does it. */
function readIdentityProvider(metadata: string): Readonly<Record<string, object>> {
  const script = `require '${share}/lib/_autoload.php';
    $one = SimpleSAML\\Metadata\\SAMLParser::parseString(stream_get_contents(STDIN))->getMetadata20IdP();
    unset($one['entityDescriptor'], $one['expire']);
    echo json_encode([$one['entityid'] => $one]);`;
  const { status, stdout, stderr } = spawnSync('php', ['-d', 'error_reporting=E_ERROR', '-r', script], {
    input: metadata,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`SimpleSAMLphp cannot read the metadata: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Record<string, object>;
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
    'logging.handler': 'file',
    showerrors: true,
    timezone: 'UTC',
    'store.type': 'phpsession',
    'session.phpsession.savepath': join(directory, 'sessions'),
    'session.cookie.secure': false,
    'module.enable': { core: true, saml: true },
    'language.default': 'en',
    'metadata.sources': [{ type: 'flatfile' }],
  };
}

/** The value travels as JSON in a PHP text that has no escapes to get wrong. */
function phpFile(variable: string, value: unknown): string {
  const json = JSON.stringify(value, null, 1).replaceAll('<', String.raw`\u003c`);
  return `<?php\n$${variable} = json_decode(<<<'VALUE'\n${json}\nVALUE, true);\n`;
}

function serve(directory: string, address: string): ChildProcess {
  // Its own pages where there is one of that name, and SimpleSAMLphp's beside them.
  const router = `<?php
    $path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    if ($path === '/index.php') { require '${join(directory, 'www/index.php')}'; return true; }
    return false;`;
  const script = join(directory, 'www/router.php');
  const settings = ['error_reporting=E_ALL&~E_DEPRECATED', 'opcache.revalidate_freq=0', 'display_errors=0'];
  const set = settings.flatMap((setting) => ['-d', setting]);
  spawnSync('tee', [script], { input: router });
  // A group of its own: PHP's workers are children that would outlive it.
  return spawn('php', [...set, '-S', address, '-t', `${share}/www`, script], {
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
