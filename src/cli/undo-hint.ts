/** What every command that makes a batch says at its end. */
export function undoHint(slug: string, batch: string): string {
  return `To take it back: vestibule undo --institution ${slug} ${batch}\n`;
}
