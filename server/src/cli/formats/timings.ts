import type { TimingShare } from '../stopwatch';

/** A table for people, the most expensive first. */
export function formatTimings(timings: readonly TimingShare[]): string {
  const total = timings.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rows = timings.map(({ name, milliseconds, share, calls }) =>
    row(milliseconds.toFixed(1), `${(100 * share).toFixed(1)} %`, String(calls), name),
  );
  return [row('ms', 'share', 'calls', ''), ...rows, row(total.toFixed(1), '', '', 'total')].join('');
}

function row(time: string, share: string, calls: string, name: string): string {
  return `${time.padStart(10)} ${share.padStart(8)} ${calls.padStart(8)}  ${name}`.trimEnd() + '\n';
}
