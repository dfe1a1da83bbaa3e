// The Parameters tab: the kind's form over the node's config.

import type { JSX } from "react";
import { otherProblems, problemsOf, shown, tooLong, valueOf } from "../document/formValues";
import { templateNames } from "../document/templateNames";
import type { Kind, NodeView } from "../server/protocol";
import { useEditor } from "../state";
import { FieldRow, Hint, type FormContext } from "./FieldRow";
import { useConfigDraft } from "./useConfigDraft";

const NO_PROBLEMS: readonly never[] = [];

export function NodeForm({ node, kind }: { node: NodeView; kind: Kind | undefined }): JSX.Element {
  const problems = useEditor((state) => state.document?.problems) ?? NO_PROBLEMS;
  const catalogue = useEditor((state) => state.catalogue);
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const readOnly = useEditor((state) => state.mode === "run");
  const { config, change, commit } = useConfigDraft(node);
  const form = kind?.form ?? NO_PROBLEMS;
  const visible = form.filter((field) => shown(field, form, config));
  const context: FormContext = {
    names: templateNames(node, nodes, edges), credentials: catalogue?.credentials ?? NO_PROBLEMS, disabled: readOnly,
  };
  return (
    <div
      className="tp-form" data-testid="parameter-form"
      // Run (Ctrl+Enter anywhere) must see what is typed right now.
      onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && commit()}
    >
      {otherProblems(problems, node.id, visible).map((problem, index) => (
        <Hint key={index} tone={problem.severity}>{problem.what} {problem.fix}</Hint>
      ))}
      {kind === undefined && otherProblems(problems, node.id, visible).length === 0 && (
        <Hint tone="error">The kind “{node.kind}” is not installed here. Install the package that brings it, or remove the step.</Hint>
      )}
      {kind !== undefined && visible.length === 0 && <p className="tp-help">This step has no parameters.</p>}
      {visible.map((field) => (
        <FieldRow
          key={field.name} id={`tp-${node.id}-${field.name}`} field={field} value={valueOf(field, config)}
          problems={problemsOf(problems, node.id, field.name)} context={context}
          onChange={(value) => change(field.name, value, !tooLong(field, value))} onCommit={commit}
        />
      ))}
    </div>
  );
}
