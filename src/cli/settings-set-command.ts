import { type Command, textOption, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const settingsSet: Command = {
  name: 'settings set',
  summary: 'Set a setting of an institution, as JSON, or take it away so that its default counts again.',
  options: {
    ...directoryOptions,
    reset: { type: 'boolean', summary: 'Take it away.' },
    version: {
      type: 'string',
      value: 'NUMBER',
      summary: 'Only if nobody changed the settings since this version, as `settings show` told it.',
    },
  },
  operands: ['NAME', 'JSON?'],
  async run(args, io) {
    const [name = '', json] = args.positionals;
    const isReset = args.values['reset'] === true;
    if (isReset === (json !== undefined))
      throw new UsageError('settings set needs either JSON or --reset', settingsSet);
    const text = textOption(args, 'version');
    if (text !== undefined && !/^\d{1,9}$/.test(text))
      throw new UsageError(`--version takes a number, not "${text}"`, settingsSet);
    const version = text === undefined ? undefined : Number(text);
    const value = json === undefined ? undefined : parsed(name, json);
    const { withDirectory } = await import('./with-directory.ts');
    const { changeSettings } = await import('../directory/settings/change-settings.ts');
    const { isSettingName } = await import('../directory/settings/schema.ts');
    const { printSetting } = await import('./settings-print.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const view = await changeSettings(directory, caller, version, { [name]: value });
      if (isSettingName(name)) io.out(printSetting(view, name));
      return 0;
    });
  },
};

function parsed(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(
      `the value of ${name} is not JSON: a number such as 30, a list such as '["BARCODE"]', a group such as '{"public":["email"]}'`,
      settingsSet,
    );
  }
}
