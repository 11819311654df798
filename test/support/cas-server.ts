// A private django-cas-server (Debian's python3-django-cas-server) on a loopback port, with people and services of its
// own. Ends with `stop`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

// Debian's own: another Python on the path does not know Debian's packages.
const python = '/usr/bin/python3';
const library = '/usr/lib/python3/dist-packages/cas_server';

/** Why the server cannot be started here; `false` when it can, as `skip` of a test takes it. */
export function casServerMissing(): string | false {
  return existsSync(python) && existsSync(library) ? false : 'python3-django-cas-server is not installed';
}

export interface CasPerson {
  readonly name: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

export interface KnownService {
  /** A regular expression, as an administrator registers it. */
  readonly pattern: string;
  /** Tells the service when a person signs out; so unless told otherwise. */
  readonly singleLogout?: boolean;
  /** An attribute in the place of the account's name. */
  readonly userField?: string;
}

export interface CasServer {
  /** What comes before `/login`. */
  readonly url: string;
  /** Makes these the services it knows, at once. */
  know(services: readonly KnownService[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param host a loopback address; give each party its own, since ports do not make a site
 * @param federated another CAS server, whose people it takes in place of its own: signed in at `/federate/other`
 */
export async function startCasServer(
  people: readonly CasPerson[],
  host = '127.0.0.1',
  federated?: string,
): Promise<CasServer> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-cas-'));
  const port = await freePort(host);
  const url = `http://${host}:${port}/cas`;
  await writeFile(join(directory, 'people.json'), JSON.stringify(people));
  await writeFile(join(directory, 'other.json'), JSON.stringify(federated ?? null));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  if (federated !== undefined) await appendFile(join(directory, 'settings.py'), 'CAS_FEDERATE = True\n');
  const know = async (services: readonly KnownService[]): Promise<void> => {
    await writeFile(join(directory, 'services.json'), JSON.stringify(services));
    const telling = run(directory, ['serve.py', 'know']);
    const [code] = (await once(telling, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the services could not be told: ${code}`);
  };
  await know([]);
  const server = run(directory, ['serve.py', host, String(port)]);
  const stop = async (): Promise<void> => {
    await end(server);
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await answering(`${url}/login`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, know, stop };
}

function run(directory: string, words: readonly string[]): ChildProcess {
  const env = { PATH: '/usr/bin:/bin', PYTHONPATH: directory, DJANGO_SETTINGS_MODULE: 'settings', LANG: 'C.UTF-8' };
  return spawn(python, ['-B', ...words], { cwd: directory, env, stdio: 'ignore' });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (server.exitCode !== null) throw new Error(`django-cas-server ended with ${server.exitCode}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await wait(100);
  }
  throw new Error('django-cas-server did not answer within 15 s');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

const settings = `
import os
HERE = os.path.dirname(os.path.abspath(__file__))
SECRET_KEY = 'a key of the test'
DEBUG = False
ALLOWED_HOSTS = ['*']
INSTALLED_APPS = ['django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.sessions',
                  'django.contrib.messages', 'django.contrib.staticfiles', 'cas_server']
MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware', 'django.middleware.common.CommonMiddleware',
              'django.middleware.csrf.CsrfViewMiddleware', 'django.contrib.auth.middleware.AuthenticationMiddleware',
              'django.contrib.messages.middleware.MessageMiddleware']
TEMPLATES = [{'APP_DIRS': True, 'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': [], 'OPTIONS': {
    'context_processors': ['django.template.context_processors.request', 'django.contrib.auth.context_processors.auth',
                           'django.contrib.messages.context_processors.messages']}}]
ROOT_URLCONF = 'urls'
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.path.join(HERE, 'cas.sqlite'),
                         'OPTIONS': {'timeout': 20}}}
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
USE_TZ = True
STATIC_URL = '/static/'
CAS_AUTH_CLASS = 'people.Person'
# Nothing is asked of the network: no newer version, no style sheets.
CAS_COMPONENT_URLS = {name: '/static/' + name for name in ('bootstrap4_css', 'bootstrap4_js', 'jquery')}
CAS_NEW_VERSION_HTML_WARNING = False
CAS_NEW_VERSION_EMAIL_WARNING = False
`;

const urls = `
from django.conf.urls import include
from django.urls import re_path
urlpatterns = [re_path(r'^cas/', include('cas_server.urls', namespace='cas_server'))]
`;

const people = `
import json, os
from cas_server.auth import AuthUser
HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, 'people.json')) as file:
    PEOPLE = {person['name']: person for person in json.load(file)}

class Person(AuthUser):
    def test_password(self, password):
        return self.username in PEOPLE and PEOPLE[self.username]['password'] == password

    def attributs(self):
        return PEOPLE.get(self.username, {}).get('attributes', {})
`;

const serve = `
import json, os, socketserver, sys
import django
django.setup()

def know():
    from django.core.management import call_command
    from cas_server.models import FederatedIendityProvider, ServicePattern
    call_command('migrate', verbosity=0)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'services.json')) as file:
        services = json.load(file)
    ServicePattern.objects.all().delete()
    for place, service in enumerate(services):
        known = ServicePattern.objects.create(pos=place, name='service %d' % place, pattern=service['pattern'],
            single_log_out=service.get('singleLogout', True), user_field=service.get('userField', ''))
        known.attributs.create(name='*', replace='')
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'other.json')) as file:
        other = json.load(file)
    if other:
        FederatedIendityProvider.objects.update_or_create(suffix='other', defaults={
            'server_url': other, 'cas_protocol_version': '3', 'verbose_name': 'Other'})

def listen(host, port):
    from wsgiref import simple_server
    from django.core.wsgi import get_wsgi_application
    class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
        daemon_threads = True
    class Handler(simple_server.WSGIRequestHandler):
        def log_message(self, *words):
            pass
        def address_string(self):
            return self.client_address[0]
    simple_server.make_server(host, port, get_wsgi_application(), Server, Handler).serve_forever()

if sys.argv[1] == 'know':
    know()
else:
    listen(sys.argv[1], int(sys.argv[2]))
`;

const files: Readonly<Record<string, string>> = {
  'settings.py': settings,
  'urls.py': urls,
  'people.py': people,
  'serve.py': serve,
};
