import { type HostileCase, logoutRequest, posted } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  message: (stage) => posted(stage.library.slo, logoutRequest(stage)),
};
