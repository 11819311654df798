import { type Command, type CommandOption, helpOption } from './command.ts';

export function helpOfAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Vestibule, the identity broker for libraries.',
    '',
    'Usage: vestibule COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'vestibule COMMAND --help tells more of one, vestibule help users lists those for users;',
    'vestibule --version tells what runs.',
    '',
  ].join('\n');
}

export function helpOf({ name, summary, options, operands = [] }: Command): string {
  const all = Object.entries({ ...options, help: helpOption });
  const shown = all.map(([option, kind]) => [spelling(option, kind), kind.summary] as const);
  const width = Math.max(...shown.map(([option]) => option.length));
  const required = all
    .filter(([, { required }]) => required === true)
    .map(([option, kind]) => ` ${spelling(option, kind)}`);
  const words = operands.map((operand) => (/[?…]$/u.test(operand) ? ` [${operand.replace('?', '')}]` : ` ${operand}`));
  return [
    `Usage: vestibule ${name}${required.join('')} [OPTIONS]${words.join('')}`,
    '',
    summary,
    '',
    'Options:',
    ...shown.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`),
    '',
  ].join('\n');
}

function spelling(name: string, { type, value = 'VALUE' }: CommandOption): string {
  return type === 'string' ? `--${name} ${value}` : `--${name}`;
}
