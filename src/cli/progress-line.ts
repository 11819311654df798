/** One line of a terminal that says how far the work is; of what is no terminal, nothing. */
export function progressLine(output: { readonly isTTY?: boolean | undefined; write(text: string): unknown }): {
  readonly show: (text: string) => void;
  readonly clear: () => void;
} {
  const write = (text: string) => {
    if (output.isTTY === true) output.write(`\r\u001b[K${text}`);
  };
  return { show: write, clear: () => write('') };
}
