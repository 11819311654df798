// Asks the CAS server about a ticket that it never gave out: it must say, in its protocol, that it does not know it.
import type { StrategyDeps, UpstreamCheck } from '../../src/domain/strategy.ts';
import { tried } from '../../src/domain/upstream-check.ts';
import { serviceUrl, validationUrl, validatorUrl } from './addresses.ts';
import { answerMaxBytes, readPlainAnswer, readXmlAnswer } from './answer.ts';
import { failureOfCode } from './failure.ts';
import type { CasOptions } from './options.ts';

const remedy = 'See whether the server runs, whether a firewall is in between, and its certificate';

export async function probeServer(
  options: CasOptions,
  { outbound, random, urls }: Pick<StrategyDeps, 'outbound' | 'random' | 'urls'>,
): Promise<readonly UpstreamCheck[]> {
  const service = serviceUrl(urls.callback, 'probe');
  const url = validationUrl(options, { service, ticket: `ST-probe-${random.token(12)}`, renew: false });
  const check = await tried('ticket validation', remedy, async () => {
    const limits = { timeoutMs: options.timeoutSeconds * 1000, maxBytes: answerMaxBytes };
    return judge(options, await outbound.get(url, limits));
  });
  return [check];
}

function judge(
  options: CasOptions,
  { status, body }: { readonly status: number; readonly body: string },
): Omit<UpstreamCheck, 'name'> {
  const address = validatorUrl(options);
  if (status >= 500 || status === 429) {
    return { ok: false, unreachable: true, detail: `${address} answered ${status}. ${remedy}` };
  }
  const answer = options.protocol === 1 ? readPlainAnswer(body) : readXmlAnswer(body);
  if (status !== 200 || answer.type === 'unreadable') {
    const detail = `${address} answered ${status} and is no validation of protocol ${options.protocol}`;
    return { ok: false, detail: `${detail}. See "server" and "protocol"` };
  }
  if (answer.type === 'success') {
    return {
      ok: false,
      detail: `${address} takes a ticket that it never gave out. Switch the profile off until that is clear`,
    };
  }
  if (answer.code === 'INVALID_TICKET') return { ok: true, detail: `${address} answers` };
  const failure = failureOfCode(answer.code);
  if (failure.type === 'unreachable') return { ok: false, unreachable: true, detail: failure.detail };
  const said = 'detail' in failure ? failure.detail : answer.code;
  return { ok: false, detail: `${said}. See whether our service is registered there, and "server"` };
}
