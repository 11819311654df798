// When and from where a mail was asked for, as it stands in the mail: whoever reads it can tell whether that was herself.
// Nothing that the asker can choose stands there as she wrote it.
import { translatorFor } from '../../web/messages.ts';

export interface Asked {
  /** Epoch milliseconds. */
  readonly at: number;
  /** An address, or the network of an IPv6 one. */
  readonly source: string;
  readonly userAgent: string | undefined;
  readonly language: string;
  readonly timeZone: string;
}

/** The first that fits: browsers name those they want to be taken for, too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

export function askedWhen({ at, language, timeZone }: Asked): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long', timeZone }).format(at);
}

export function askedWhere({ source, userAgent = '', language }: Asked): string {
  const translate = translatorFor(language);
  const browser = named(browsers, userAgent);
  const system = named(systems, userAgent);
  return browser === undefined || system === undefined
    ? translate('letter.where.network', { address: source })
    : translate('letter.where.browser', { browser, system, address: source });
}

function named(list: readonly (readonly [RegExp, string])[], userAgent: string): string | undefined {
  return list.find(([pattern]) => pattern.test(userAgent.slice(0, 500)))?.[1];
}
