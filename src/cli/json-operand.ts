import { type Command, type CommandIo, UsageError } from './command.ts';

/** What a JSON file holds; `-` is standard input. @throws UsageError for a file that cannot be read or is no JSON */
export function readJson(io: Pick<CommandIo, 'readFile'>, file: string, command: Command): unknown {
  const name = file === '-' ? 'standard input' : file;
  let text: string;
  try {
    text = io.readFile(file === '-' ? '/dev/stdin' : file);
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${error instanceof Error ? error.message : ''}`, command);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`${name} holds no JSON`, command);
  }
}
