import { type HostileCase, signed } from '../hostile-case.ts';

/** A used assertion in a new response to a new request. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  answersRequest: true,
  message: async (stage) => {
    const xml = signed(stage);
    await stage.bench.answer(xml);
    const { requestId } = await stage.bench.begin('victim-again');
    return xml.replace(/(<samlp:Response[^>]* InResponseTo=")[^"]*/, `$1${requestId}`);
  },
};
