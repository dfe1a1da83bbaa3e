// Times and counts in words, by the same rule as app/runs/times.py (times.cases.json holds both to it). Durations are given in milliseconds, moments in epoch seconds.

/** "2 ms", "0.92 s", "12.3 s", "2 min 5 s", "1 h 4 min". */
export function duration(ms: number): string {
  const whole = Math.round(ms);
  if (whole < 500) return `${whole} ms`;
  if (ms < 9995) return `${(Math.round(ms / 10) / 100).toFixed(2)} s`;
  if (ms < 59_950) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} min`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** What a running step shows: "5.5 s", then "1:05". */
export function counter(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < 59_950) return `${(whole / 1000).toFixed(1)} s`;
  const seconds = Math.floor(whole / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "now", "14 s ago", "2 min ago", "3 h ago", then the date in the reader's zone. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor(now - at));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const date = new Date(at * 1000);
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ""} ${date.getFullYear()}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The text, or its first whole words within that many characters; a first word longer than that is cut. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = text.slice(0, most + 1).replace(/[\s,;:.]*\s\S*$/u, "");
  return `${(whole.length > most ? text.slice(0, most) : whole).trimEnd()}…`;
}
