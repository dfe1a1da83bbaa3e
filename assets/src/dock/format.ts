// Sizes, waits and times of day in few words, beside those of ../format.ts. Locale-free.

/** The rest of a wait: "in 2 s", "in 3 min"; "now" when it is over. Both in epoch seconds. */
export function countdown(due: number, now: number): string {
  const left = Math.ceil(due - now);
  if (left <= 0) return "now";
  if (left < 90) return `in ${left} s`;
  if (left < 5400) return `in ${Math.round(left / 60)} min`;
  return `in ${Math.round(left / 3600)} h`;
}

/** "512 B", "21 KB", "20.0 MB". */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${Math.round(count / 1000)} KB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** 12345 -> "12,345". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** The time of day of an epoch second, in the reader's zone: "14:02:09"; with the date when it is another day. */
export function clock(at: number, now: number): string {
  const date = new Date(at * 1000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === new Date(now * 1000).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
