// HTML from the server, patched in place: unchanged elements stay, and with them the focus and the pointer. Elements
// with data-run are matched by its value, others by tnextFocus position.

const FOCUSABLE = "a[href]:not([tabindex='-1']), button, input, select, textarea";

function keyOf(node) {
  return node.dataset?.run ?? null;
}

function alike(old, fresh) {
  return old !== null && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);
}

function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  patchChildren(old, fresh);
}

function patchChildren(old, fresh) {
  const kept = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  const wanted = new Set([...fresh.children].map(keyOf));
  let at = old.firstChild;
  const drop = () => {
    const next = at.nextSibling;
    at.remove();
    at = next;
  };
  for (const next of [...fresh.childNodes]) {
    while (at !== null && keyOf(at) !== null && !wanted.has(keyOf(at))) drop();
    const same = keyOf(next) !== null ? kept.get(keyOf(next)) : at;
    if (!same || !alike(same, next)) {
      old.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    patch(same, next);
  }
  while (at !== null) drop();
}

/** Returns a function that finds the next focus when the focused control is gone: its like in the card, else a link. */
function nextFocusOf(held, root) {
  const card = held.closest("[data-run]");
  const inside = card ? [...card.querySelectorAll(FOCUSABLE)].indexOf(held) : -1;
  const place = [...root.querySelectorAll("a[href]:not([tabindex='-1'])")].filter(
    (link) => link.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING,
  ).length;
  return () => {
    const same = card?.isConnected ? [...card.querySelectorAll(FOCUSABLE)] : [];
    const links = [...root.querySelectorAll("a[href]:not([tabindex='-1'])")];
    return same[Math.min(inside, same.length - 1)] ?? links[Math.min(place, links.length - 1)];
  };
}

export default {
  template: `<component :is="tag"></component>`,
  props: { innerHTML: String, sanitize: Boolean, tag: String },
  mounted() {
    this.$el.innerHTML = this.innerHTML;
    this.drawn = this.innerHTML;
  },
  updated() {
    if (this.innerHTML === this.drawn) return;
    this.drawn = this.innerHTML;
    const fresh = document.createElement("template");
    fresh.innerHTML = this.innerHTML;
    const held = this.$el.contains(document.activeElement) ? document.activeElement : null;
    const nextFocus = held ? nextFocusOf(held, this.$el) : null;
    patchChildren(this.$el, fresh.content);
    if (held && document.activeElement !== held) (held.isConnected ? held : nextFocus())?.focus({ preventScroll: true });
  },
};
