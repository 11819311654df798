/** Whether a password stands among stolen ones, asked of a service that learns five hex digits of its SHA-1 and no more. */
export interface BreachCheck {
  /**
   * @param url what the five digits are put behind
   * @returns false also when the service could not be asked: nobody waits for it, and the operator is told
   */
  isLeaked(url: string, password: string): Promise<boolean>;
}
