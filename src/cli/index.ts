// The literal table of commands, in the order of the help. A new one: a file of its own, and a line here.
import { auditExport } from './audit-export-command.ts';
import { auditPrune } from './audit-prune-command.ts';
import { auditVerify } from './audit-verify-command.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { configExample } from './config-example.ts';
import { configSchema } from './config-schema.ts';
import { demo } from './demo.ts';
import { explain } from './explain.ts';
import { identifiersAttach } from './identifiers-attach-command.ts';
import { identifiersBulk } from './identifiers-bulk-command.ts';
import { identifiersDetach } from './identifiers-detach-command.ts';
import { identifiersEdit } from './identifiers-edit-command.ts';
import { identifiersRefold } from './identifiers-refold-command.ts';
import { identifiersRelink } from './identifiers-relink-command.ts';
import { identifiersReplace } from './identifiers-replace-command.ts';
import { identifiersReport } from './identifiers-report-command.ts';
import { identifiersRetire } from './identifiers-retire-command.ts';
import { identifiersTypes } from './identifiers-types-command.ts';
import { invitationsList } from './invitations-list-command.ts';
import { invitationsPrint } from './invitations-print-command.ts';
import { invitationsRevoke } from './invitations-revoke-command.ts';
import { invitationsSend } from './invitations-send-command.ts';
import { mailCheck } from './mail-check-command.ts';
import { mailLog } from './mail-log-command.ts';
import { passwordsLink } from './passwords-link-command.ts';
import { passwordsSet } from './passwords-set-command.ts';
import { pinsSet } from './pins-set-command.ts';
import { profileShow } from './profile-show.ts';
import { rolesGrant } from './roles-grant-command.ts';
import { rolesRevoke } from './roles-revoke-command.ts';
import { serve } from './serve.ts';
import { setsAdd } from './sets-add-command.ts';
import { setsCreate } from './sets-create-command.ts';
import { setsDrop } from './sets-drop-command.ts';
import { setsList } from './sets-list-command.ts';
import { setsRemove } from './sets-remove-command.ts';
import { setsShow } from './sets-show-command.ts';
import { settingsNext } from './settings-next-command.ts';
import { settingsSet } from './settings-set-command.ts';
import { settingsShow } from './settings-show-command.ts';
import { undo } from './undo-command.ts';
import { usersConvert } from './users-convert-command.ts';
import { usersCreate } from './users-create-command.ts';
import { usersEdit } from './users-edit-command.ts';
import { usersErase } from './users-erase-command.ts';
import { usersExport } from './users-export-command.ts';
import { usersFind } from './users-find-command.ts';
import { usersHistory } from './users-history-command.ts';
import { usersImport } from './users-import-command.ts';
import { usersList } from './users-list-command.ts';
import { usersLock } from './users-lock-command.ts';
import { usersMerge } from './users-merge-command.ts';
import { usersRegister } from './users-register-command.ts';
import { usersRename } from './users-rename-command.ts';
import { usersShow } from './users-show-command.ts';
import { usersSplit } from './users-split-command.ts';
import { usersSwap } from './users-swap-command.ts';
import { usersUnlock } from './users-unlock-command.ts';

export const commands: readonly Command[] = [
  serve,
  check,
  demo,
  explain,
  profileShow,
  usersImport,
  usersRegister,
  usersCreate,
  usersFind,
  usersList,
  usersShow,
  usersEdit,
  usersConvert,
  usersLock,
  usersUnlock,
  usersRename,
  usersSwap,
  usersMerge,
  usersSplit,
  usersHistory,
  usersExport,
  usersErase,
  identifiersTypes,
  identifiersAttach,
  identifiersEdit,
  identifiersDetach,
  identifiersRetire,
  identifiersReplace,
  identifiersBulk,
  identifiersRelink,
  identifiersRefold,
  identifiersReport,
  invitationsSend,
  invitationsPrint,
  invitationsRevoke,
  invitationsList,
  passwordsSet,
  passwordsLink,
  pinsSet,
  undo,
  mailLog,
  mailCheck,
  settingsShow,
  settingsSet,
  settingsNext,
  rolesGrant,
  rolesRevoke,
  setsList,
  setsCreate,
  setsRemove,
  setsAdd,
  setsDrop,
  setsShow,
  auditExport,
  auditVerify,
  auditPrune,
  configExample,
  configSchema,
];
