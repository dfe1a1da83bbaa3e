// Which folder may import which, read from the sources: the document stays usable without React and without the page.
import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

/** What each of the inner folders may import: folders (with a slash), modules, packages. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  document: ["document/", "server/protocol"],
  server: ["server/", "runs/stepKey"],
  runs: ["runs/", "document/", "server/protocol", "server/labels"],
  ui: ["ui/", "runs/", "document/", "server/protocol", "react", "lucide-react"],
  state: ["state/", "runs/", "document/", "server/", "react"],
};

interface Import {
  file: string; // "document/ports.ts"
  target: string; // "server/protocol", or a package: "react"
}

const IMPORT = /^(?:import|export)\s(?:[^;"]*\sfrom\s)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

/** Every import of the sources, static or dynamic, with relative paths resolved from src. */
function imports(): Import[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const file = new URL(path, "file:///src/document/").pathname.slice("/src/".length);
    const specifiers = [...text.matchAll(IMPORT)].map(([, fixed, dynamic]) => fixed ?? dynamic ?? "");
    return specifiers.map((specifier) => ({ file, target: specifier.startsWith(".") ? resolved(specifier, file) : specifier }));
  });
}

function resolved(specifier: string, file: string): string {
  return new URL(specifier, `file:///src/${file}`).pathname.replace(/^\/(src\/)?/, "");
}

const all = imports();
const within = (folder: string): Import[] => all.filter(({ file }) => file.startsWith(`${folder}/`));
const isTest = ({ file }: Import): boolean => /\.test\.tsx?$/.test(file);
const lines = (found: readonly Import[]): string[] => found.map(({ file, target }) => `${file} imports ${target}`);

describe("imports", () => {
  it("are found", () => {
    expect(lines(all)).toContain("document/ports.ts imports server/protocol");
    expect(lines(all)).toContain("document/text.test.ts imports vitest");
  });
  it.each(Object.keys(MAY))("of %s/ are those it may have", (folder) => {
    const allowed = ({ target }: Import): boolean => MAY[folder]?.some((each) => each.endsWith("/") ? target.startsWith(each) : target === each) ?? false;
    expect(lines(within(folder).filter((each) => !isTest(each) && !allowed(each)))).toEqual([]);
  });
  it("of the tests in document/ need no more than the document", () => {
    const foreign = within("document").filter(({ target }) => !target.startsWith("document/") && target !== "server/protocol");
    expect(lines(foreign.filter(({ target }) => target !== "vitest" && !target.startsWith("cases/")))).toEqual([]);
  });
  it("of React Flow are in flow/ alone", () => {
    expect(lines(all.filter(({ file, target }) => target.startsWith("@xyflow/") && !file.startsWith("flow/")))).toEqual([]);
  });
});
