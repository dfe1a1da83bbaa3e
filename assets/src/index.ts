// The element NiceGUI sees: a Vue component that mounts the editor inside itself. `run` and `draft` are read from the
// attributes because they are methods too, and a declared prop would hide them.
import { createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { defineComponent, h, markRaw } from "vue";
import { App } from "./App";
import { watchConnection } from "./server/connection";
import type { DocumentView, DraftView, Patch, RunView, StatusBatch, UserError } from "./server/protocol";
import { setTransport, type Emit } from "./server/transport";
import { appendStyles } from "./shell/styles";
import { flushOnLeave } from "./state/flushOnLeave";
import { receive, start } from "./state/receive";

interface Mounted {
  root: Root;
  unwatch: () => void;
}

const mounted = new WeakMap<object, Mounted>();

export default defineComponent({
  inheritAttrs: false,
  props: { mode: { type: String, default: "edit" }, workflow: { type: String, default: "" } },
  emits: ["ready", "edit", "undo", "redo", "run", "cancel", "resume", "publish", "describe", "abandon", "accept", "discard", "select", "follow"],
  render() {
    const { run: _run, draft: _draft, ...rest } = this.$attrs;
    return h("div", { ...rest, style: ["width:100%;height:100%;min-height:0", rest["style"]] });
  },
  mounted() {
    appendStyles();
    const emit: Emit = (event, payload) => this.$emit(event, payload);
    setTransport(emit);
    const root = markRaw(createRoot(this.$el as HTMLElement));
    root.render(createElement(App));
    const unwatch = [watchConnection(receive.connected), flushOnLeave()];
    mounted.set(this.$el as HTMLElement, { root, unwatch: () => unwatch.forEach((stop) => stop()) });
    const run = this.$attrs["run"];
    void start(this.mode === "run" ? "run" : "edit", this.workflow, typeof run === "number" ? run : null);
  },
  unmounted() {
    const held = mounted.get(this.$el as HTMLElement);
    held?.unwatch();
    held?.root.unmount();
    setTransport(null);
  },
  methods: {
    load: (document: DocumentView) => receive.load(document),
    patch: (patch: Patch) => receive.patch(patch),
    refused: (refusal: { nonce: string; error: UserError; document: DocumentView }) => receive.refused(refusal),
    run: (run: RunView | null) => receive.run(run),
    status: (batch: StatusBatch) => receive.status(batch),
    draft: (draft: DraftView | null) => receive.draft(draft),
    toast: (toast: { tone: "info" | "ok" | "warn" | "error"; text: string; error?: UserError }) => receive.toast(toast),
    reading: (sentence: string | null) => receive.reading(sentence),
  },
});
