// Which folder may import which, read from the sources: the document stays usable without React and without the page.
import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

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
  it("of document/ are its own modules and the protocol's types", () => {
    const foreign = within("document").filter(({ target }) => !target.startsWith("document/") && target !== "server/protocol");
    expect(lines(foreign.filter((each) => !isTest(each)))).toEqual([]);
    expect(lines(foreign.filter(({ target }) => target !== "vitest" && !target.startsWith("cases/")))).toEqual([]);
  });
  it("of server/ are its own modules", () => {
    expect(lines(within("server").filter((each) => !isTest(each) && !each.target.startsWith("server/")))).toEqual([]);
  });
  it("of React Flow are in flow/ alone", () => {
    expect(lines(all.filter(({ file, target }) => target.startsWith("@xyflow/") && !file.startsWith("flow/")))).toEqual([]);
  });
});
