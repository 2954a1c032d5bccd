/** A span of time as a person says it: `45 s`, `2 min`, `2 min 30 s`. */
export function seconds(value: number): string {
  if (value < 120 || !Number.isInteger(value)) return `${value} s`;
  const rest = value % 60;
  return `${Math.floor(value / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
