import { LOOKS, type GlyphName, type Look } from "../runs/status";

const paper = { fill: "none", stroke: "var(--surface)", strokeWidth: 1.7, strokeLinecap: "round", strokeLinejoin: "round" } as const;
const ink = { fill: "none", stroke: "currentColor", strokeWidth: 1.6, strokeLinecap: "round", strokeLinejoin: "round" } as const;
const disc = <circle cx="8" cy="8" r="7" fill="currentColor" />;
const ring = <circle cx="8" cy="8" r="6.2" {...ink} />;

const drawings: Record<GlyphName, React.ReactNode> = {
  "dotted-ring": <circle cx="8" cy="8" r="6.2" {...ink} strokeDasharray="1.6 2.3" opacity="0.7" />,
  clock: <>{ring}<path d="M8 4.8V8l2.2 1.5" {...ink} /></>,
  spinner: <><circle cx="8" cy="8" r="6" {...ink} strokeWidth="2.2" opacity="0.25" /><path className="spin" d="M8 2a6 6 0 0 1 6 6" {...ink} strokeWidth="2.2" /></>,
  check: <>{disc}<path d="m4.9 8.2 2.1 2.2 4.2-4.5" {...paper} /></>,
  pencil: <>{disc}<path d="m9.7 4.6 1.7 1.7-4.7 4.8H5V9.3z" {...paper} strokeWidth="1.4" /></>,
  "dashed-ring": <><circle cx="8" cy="8" r="6.2" {...ink} strokeDasharray="3 2.57" /><circle cx="8" cy="8" r="2" fill="currentColor" /></>,
  pause: <><rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" /><path d="M6.2 5.2v5.6M9.8 5.2v5.6" {...paper} /></>,
  repeat: <><path d="M13.2 8A5.2 5.2 0 1 1 11.4 4" {...ink} strokeWidth="1.9" /><path d="M13.6 1.8v3.4h-3.4" {...ink} strokeWidth="1.9" /></>,
  slash: <>{ring}<path d="m3.8 12.2 8.4-8.4" {...ink} /></>,
  cross: <><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" /><path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" {...paper} /></>,
  stop: <>{disc}<rect x="5.4" y="5.4" width="5.2" height="5.2" rx="0.8" fill="var(--surface)" /></>,
};

/** The glyph of a status. Its colour comes from the nearest is-… class. */
export function StatusGlyph({ look }: { look: Look }) {
  return <svg className="glyph" viewBox="0 0 16 16" aria-hidden>{drawings[LOOKS[look].glyph]}</svg>;
}
