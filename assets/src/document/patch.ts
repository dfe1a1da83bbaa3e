import type { DocumentView, Patch } from "../server/protocol";

/** Return the document after a patch. Nodes the patch does not name keep their identity and their place in the order. */
export function applyPatch(document: DocumentView, patch: Patch): DocumentView {
  const fresh = new Map(patch.upsert.map((node) => [node.id, node]));
  const gone = new Set(patch.remove);
  const nodes = document.nodes.filter((node) => !gone.has(node.id)).map((node) => {
    const changed = fresh.get(node.id);
    fresh.delete(node.id);
    return changed ?? node;
  });
  const { upsert: _upsert, remove: _remove, nonce: _nonce, ...rest } = patch;
  return { ...document, ...rest, nodes: [...nodes, ...fresh.values()] };
}
