// The element NiceGUI sees: a Vue component that mounts the editor inside itself. `run` and `draft` are read from the
// attributes because they are methods too, and a declared prop would hide them.
import { createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { defineComponent, h, markRaw } from "vue";
import { App } from "./App";
import { watchConnection } from "./server/connection";
import type { EditorMethods, Messages, RunMethods } from "./server/protocol";
import { setTransport, type Emit } from "./server/transport";
import { appendStyles } from "./shell/styles";
import { flushOnLeave } from "./state/flushOnLeave";
import { receive, start } from "./state/receive";

type Methods = EditorMethods & RunMethods;

// The keys of a record, so that tsc names a message that is missing.
const EMITTED: Readonly<Record<keyof Messages, true>> = {
  ready: true, edit: true, undo: true, redo: true, run: true, cancel: true, resume: true, publish: true, describe: true, abandon: true,
  accept: true, discard: true, select: true, follow: true,
};

interface Mounted {
  root: Root;
  unwatch: () => void;
}

const mounted = new WeakMap<object, Mounted>();

export default defineComponent({
  inheritAttrs: false,
  props: { mode: { type: String, default: "edit" }, workflow: { type: String, default: "" } },
  emits: Object.keys(EMITTED),
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
    load: (document) => receive.load(document),
    patch: (patch) => receive.patch(patch),
    refused: (refusal) => receive.refused(refusal),
    run: (run) => receive.run(run),
    status: (batch) => receive.status(batch),
    draft: (draft) => receive.draft(draft),
    toast: (toast) => receive.toast(toast),
    reading: (sentence) => receive.reading(sentence),
  } satisfies { [Name in keyof Methods]: (payload: Methods[Name]) => void },
});
