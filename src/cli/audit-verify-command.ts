import { chainOption, chainsOf, notedOf } from './audit-options.ts';
import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Say whether the audit is whole: both chains of an institution, or a file that was exported.',
  options: {
    ...directoryOptions,
    chain: chainOption,
    noted: {
      type: 'string',
      value: 'SEQ:HASH',
      summary: 'An entry that was noted when it was verified before: it must still stand as it was.',
    },
  },
  operands: ['FILE?'],
  async run(args, io) {
    const [file] = args.positionals;
    const noted = notedOf(args, auditVerify);
    const chains = chainsOf(args, auditVerify);
    if (file !== undefined) {
      const { verifyFile } = await import('./audit-verify.ts');
      return verifyFile(file, noted, io);
    }
    if (noted !== undefined && chains.length > 1)
      throw new UsageError('--noted is of one chain: name it by --chain', auditVerify);
    const { verifyStored } = await import('./audit-verify.ts');
    return verifyStored(args, io, chains, noted);
  },
};
