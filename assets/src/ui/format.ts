// Durations, moments, counts and sizes in words. Durations and ages follow the rule of app/runs/times.py: both are
// tested against cases/times.json. Durations are in milliseconds, moments in epoch seconds.

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

/** The rest of a wait: "in 2 s", "in 3 min"; "now" when it is over. Both in epoch seconds. */
export function countdown(due: number, now: number): string {
  const left = Math.ceil(due - now);
  if (left <= 0) return "now";
  if (left < 90) return `in ${left} s`;
  if (left < 5400) return `in ${Math.round(left / 60)} min`;
  return `in ${Math.round(left / 3600)} h`;
}

/** The time of day of an epoch second, in the reader's zone: "14:02:09"; with the date when it is another day. */
export function clock(at: number, now: number): string {
  const date = new Date(at * 1000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === new Date(now * 1000).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
