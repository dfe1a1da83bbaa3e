// Each port type has a hue and a shape of its own.
import type { PortType } from "../server/protocol";

const shapes: Record<PortType, React.ReactNode> = {
  text: <circle cx="7" cy="7" r="5.5" />,
  json: <rect x="2.6" y="2.6" width="8.8" height="8.8" rx="1" transform="rotate(45 7 7)" />,
  list: <rect x="1.7" y="1.7" width="10.6" height="10.6" rx="2" />,
  number: <path d="M4.1 2h5.8l2.9 5-2.9 5H4.1L1.2 7z" strokeLinejoin="round" />,
  boolean: <path d="M2.4 1.6 12.6 7 2.4 12.4z" strokeLinejoin="round" />,
  file: <path d="M3 1.4h5.2l3.4 3.4v7.8H3z" strokeLinejoin="round" />,
  any: <circle cx="7" cy="7" r="4.6" />,
};

export function PortShape({ type, size = 14 }: { type: PortType; size?: number }) {
  return <svg className={`port-shape port-${type}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden>{shapes[type]}</svg>;
}
