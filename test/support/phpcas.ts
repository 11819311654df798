// A private application on Debian's phpCAS (php-cas), run by PHP's own web server on a loopback port. What it knows of its
// visitor it shows as JSON. Ends with `stop`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const library = '/usr/share/php/CAS.php';

/** Why it cannot be started here; `false` when it can, as `skip` of a test takes it. */
export function phpCasMissing(): string | false {
  if (spawnSync('php', ['--version']).status !== 0) return 'php is not installed';
  return existsSync(library) ? false : 'php-cas is not installed';
}

export interface PhpCasSettings {
  /** The CAS server: https always, as phpCAS has it. */
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly uri: string;
    readonly certificateFile: string;
  };
  /** Where the browser sees the application, where that is not its own address. */
  readonly publicUrl?: string;
  /** The https address that proxy-granting tickets are sent to; with it, it is a proxy. */
  readonly callback?: string;
}

export interface PhpCasApplication {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a page of it shows. */
export interface PhpCasVisitor {
  readonly user: string | null;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly target?: { readonly ok: boolean; readonly body: string };
}

export async function startPhpCas(settings: PhpCasSettings, host = '127.0.0.2'): Promise<PhpCasApplication> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-phpcas-'));
  const port = await freePort(host);
  const url = `http://${host}:${port}`;
  for (const name of ['www/app', 'sessions', 'pgt']) await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, 'settings.json'), JSON.stringify({ publicUrl: url, ...settings }));
  await writeFile(join(directory, 'www/app/index.php'), page);
  const set = [`session.save_path=${join(directory, 'sessions')}`, 'error_reporting=E_ALL&~E_DEPRECATED'];
  // Workers: while one of them asks about a ticket, another one is called with the proxy-granting ticket.
  const server = spawn(
    'php',
    [...set.flatMap((one) => ['-d', one]), '-S', `${host}:${port}`, '-t', join(directory, 'www')],
    {
      env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
      stdio: 'ignore',
      detached: true,
    },
  );
  const stop = async (): Promise<void> => {
    await end(server);
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await answering(`${url}/app/?how=nothing`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`php ended with ${server.exitCode}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await wait(100);
  }
  throw new Error('phpCAS did not answer within 10 s');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  process.kill(-server.pid, 'SIGTERM');
  await ended;
}

/** `how` says which way of phpCAS a page takes; `protocol` which version. */
const page = `<?php
require_once '${library}';
$settings = json_decode(file_get_contents(__DIR__ . '/../../settings.json'), true);
$how = $_GET['how'] ?? 'force';
header('Content-Type: application/json');
if ($how === 'nothing') { echo '{"user":null}'; exit; }
$server = $settings['server'];
$version = ['1' => CAS_VERSION_1_0, '2' => CAS_VERSION_2_0, '3' => CAS_VERSION_3_0, 'saml' => SAML_VERSION_1_1][$_GET['protocol'] ?? '3'];
$new = isset($settings['callback']) ? 'proxy' : 'client';
phpCAS::$new($version, $server['host'], $server['port'], $server['uri'], $settings['publicUrl']);
phpCAS::setCasServerCACert($server['certificateFile']);
phpCAS::handleLogoutRequests(false);
if (isset($settings['callback'])) {
  phpCAS::setFixedCallbackURL($settings['callback']);
  phpCAS::setPGTStorageFile(__DIR__ . '/../../pgt');
}
if ($how === 'accepts-proxies') phpCAS::allowProxyChain(new CAS_ProxyChain_Any());
if ($how === 'session' && !phpCAS::isSessionAuthenticated()) { echo '{"user":null}'; exit; }
if ($how === 'logout') phpCAS::logoutWithRedirectService($settings['publicUrl'] . '/app/?how=nothing');
elseif ($how === 'gateway') { if (!phpCAS::checkAuthentication()) { echo '{"user":null}'; exit; } }
elseif ($how === 'renew') phpCAS::renewAuthentication();
else phpCAS::forceAuthentication();
$seen = ['user' => phpCAS::getUser(), 'attributes' => phpCAS::hasAttributes() ? phpCAS::getAttributes() : (object) []];
if (isset($_GET['target'])) {
  $ok = phpCAS::serviceWeb($_GET['target'], $code, $output);
  $seen['target'] = ['ok' => $ok, 'body' => $output, 'code' => $code];
}
echo json_encode($seen);
`;
