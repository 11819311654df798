const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;
const dayMs = 86_400_000;
const unitsMs = [365 * dayMs, 30 * dayMs, dayMs, 3_600_000, 60_000, 1000];

/** Milliseconds of an xs:duration, with years of 365 and months of 30 days; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const found = text.length <= 40 ? parts.exec(text) : null;
  if (found === null || /[PT]$/.test(text)) return undefined;
  const total = unitsMs.reduce((sum, unit, index) => sum + Number(found[index + 1] ?? 0) * unit, 0);
  return Number.isSafeInteger(total) ? total : undefined;
}
