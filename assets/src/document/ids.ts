// Ids from labels, by the rule of `identifier_from` in engine/ids.py: both are tested against cases/ids.json.

export function identifierFrom(label: string, taken: { has(name: string): boolean } = new Set<string>()): string {
  const plain = label.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
  const trim = (text: string): string => text.replace(/^_+|_+$/g, "");
  let base = trim(trim(plain.replace(/[^a-z0-9]+/g, "_")).slice(0, 56)) || "node";
  if (!/^[a-z]/.test(base)) base = `n_${base}`;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
  return name;
}

/** Return the label a step has where none was given: "clean_text" is "Clean text". */
export function labelFrom(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Return "Tag", "Tag 2", "Tag 3": a label that no other step of the document carries. */
export function freshLabel(label: string, taken: ReadonlySet<string>): string {
  const stem = label.replace(/ \d+$/, "");
  let name = taken.has(label) ? `${stem} 2` : label;
  for (let count = 3; taken.has(name); count += 1) name = `${stem} ${count}`;
  return name;
}
