// The pages of invitations and of a person's own ways to sign in, in every state that shows something of its own.
import type { Translator } from '../../src/web/messages.ts';
import { renderAttached, renderNotAttached } from '../../src/web/pages/attached.ts';
import type { MethodView, NotAttachedReason } from '../../src/web/pages/attachment-views.ts';
import { renderInvite, renderInviteAsk } from '../../src/web/pages/invite.ts';
import { renderConfirm, renderOwnMethods, renderProve } from '../../src/web/pages/own-methods.ts';
import type { Frame } from '../../src/web/views.ts';

const profileLabel = 'Google';
const action = '/demo/me/methods/go';
const keepHref = '/demo/me/methods';
const ways = [
  { profile: 'campus', label: 'University of Demo — campus account' },
  { profile: 'library', label: 'Library password' },
];

const methods: readonly MethodView[] = [
  {
    profileLabel: 'University of Demo — campus account',
    by: { type: 'Student number', value: '••11' },
    isCurrent: true,
    standing: { type: 'managed', system: 'SIS' },
  },
  { profileLabel, by: { type: 'Google', value: '••••2334' }, isCurrent: false, standing: { type: 'last' } },
  {
    profileLabel,
    by: { type: 'Google', value: '••••8871' },
    isCurrent: false,
    standing: { type: 'detachable', identifier: 'x' },
  },
  {
    profileLabel: 'Staff directory',
    by: { type: 'Student number', value: '••12' },
    isCurrent: false,
    standing: { type: 'library' },
  },
  { profileLabel: 'Library password', by: 'password', isCurrent: false, standing: undefined },
];

export function sampleAttachmentPages(frame: Frame, translate: Translator): Readonly<Record<string, string>> {
  const ask = (problem: 'wrong' | 'VST_TOO_MANY_REQUESTS' | undefined) =>
    renderInviteAsk(frame, { action: '/demo/invite', typed: problem === undefined ? '' : '1234', problem }, translate);
  const attached = (what: 'done' | 'detached') =>
    renderAttached(frame, { what, profileLabel, signInHref: '/demo/login/google', methodsHref: keepHref }, translate);
  const not = (reason: NotAttachedReason) =>
    renderNotAttached(frame, { reason, reference: 'K7QM3-F2XTB', againHref: keepHref }, translate);
  const fields = { a: 'x' };
  const list = { detachAction: '/demo/me/methods/detach', attachAction: '/demo/me/methods/attach', meHref: '/demo/me' };
  const prove = { action, fields, profileLabel, keepHref };
  return {
    'invite.ask': ask(undefined),
    'invite.askWrong': ask('wrong'),
    'invite.askTooMany': ask('VST_TOO_MANY_REQUESTS'),
    invite: renderInvite(
      frame,
      { action: '/demo/invite', fields: { t: 'x' }, profileLabel, firstName: 'Ada' },
      translate,
    ),
    attached: attached('done'),
    detached: attached('detached'),
    notAttached: not('refused'),
    'notAttached.over': not('over'),
    'notAttached.other': not('other'),
    'notAttached.last': not('last'),
    methods: renderOwnMethods(
      frame,
      { ...list, methods, attachable: [{ profile: 'google', label: profileLabel }] },
      translate,
    ),
    'methods.none': renderOwnMethods(frame, { ...list, methods: [], attachable: [] }, translate),
    prove: renderProve(frame, { ...prove, goal: 'attach', ways }, translate),
    'prove.none': renderProve(frame, { ...prove, goal: 'detach', ways: [] }, translate),
    'confirm.attach': renderConfirm(frame, { ...prove, goal: { type: 'attach' } }, translate),
    'confirm.detach': renderConfirm(
      frame,
      { ...prove, goal: { type: 'detach', by: 'Google', value: '••••2334' } },
      translate,
    ),
  };
}
