// The editor's state, what may be asked of it, and the hooks that read it: the door to state/ for every other folder.
//
//   const node = useEditor((s) => (s.selected ? s.nodes.get(s.selected) : undefined));
//   const step = useStep("clean_text");      // wakes only when this node's step changes
//   const steps = useSteps();                // all, in topological order; wakes with every batch
//   const shown = useShown();                // the node the dock shows: the active one while following, else the selected
//   actions.edit({ do: "set_config", node: "clean_text", changes: { case: "lower" }, unset: [] });
export { actions } from "./actions";
export * from "./editor";
