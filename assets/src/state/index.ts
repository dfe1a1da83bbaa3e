// The editor's state, its actions and the hooks that read it, for every other folder.
//
//   const node = useEditor((s) => (s.selected ? s.nodes.get(s.selected) : undefined));
//   const step = useStep(stepKey("clean_text", ""));  // wakes only when this node's step changes
//   const steps = useSteps();                // all, in topological order; wakes with every batch
//   const shown = useShown();                // the key of the step the dock shows
//   actions.edit({ do: "set_config", node: "clean_text", changes: { case: "lower" }, unset: [] });
export { actions } from "./actions";
export * from "./editor";
