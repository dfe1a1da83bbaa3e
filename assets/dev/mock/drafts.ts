// One draft, whatever is asked: enough to look at ghosts, phrases and questions.
import type { DocumentView, DraftView, Edit } from "../../src/server/protocol";
import { step, wire } from "./documents";

export function draftFor(sentence: string, document: DocumentView): DraftView {
  const free = (id: string): string => (document.nodes.some((node) => node.id === id) ? `${id}_new` : id);
  const below = Math.max(0, ...document.nodes.map((node) => node.y + 160));
  const [mail, clean, sum, send] = [free("mail"), free("clean"), free("summary"), free("send")];
  const adds = [
    step(mail, "Mail text", "input", 0, below), step(clean, "Clean text", "clean_text", 272, below),
    step(sum, "Summarize", "summarize", 544, below), step(send, "Send summary", "http_request", 816, below),
  ];
  const connects = wire(`${mail}.text>${clean}.text ${clean}.text>${sum}.text ${sum}.text>${send}.body`);
  const edits: Edit[] = [
    ...adds.map(({ id, label, kind, version, x, y, config }): Edit => ({ do: "add_node", id, label, kind, version, x, y, config })),
    ...connects.map((edge): Edit => ({ do: "connect", edge })),
  ];
  const words = sentence.split(/(?<=,)\s/);
  let at = 0;
  const phrases = words.map((text, index) => {
    const start = sentence.indexOf(text, at);
    at = start + text.length;
    const node = adds[index]?.id;
    return { start, end: at, text, nodes: node ? [node] : [], number: node ? index + 1 : null, understood: node !== undefined };
  });
  return {
    id: `draft ${sentence}`, sentence, method: "Read by rules, no model", phrases, adds, connects, removes: [], disconnects: [], changes: [], edits,
    questions: [{ node: send, field: "url", text: "Where should the summary be sent?" }],
    not_understood: phrases.filter((phrase) => !phrase.understood).map((phrase) => phrase.text), refused: [], problems: [],
  };
}
