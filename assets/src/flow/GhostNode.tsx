import type { NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { heightOf } from "../document/geometry";
import { useEditor } from "../state";
import { DetailContext } from "./canvasUi";
import type { StepNode } from "./model";
import { KindTile, Ports } from "./StepNode";

/** A step that a draft would add: dashed, with the number of its phrase, or a question mark while a question is open. */
export const GhostNode = memo(function GhostNode({ id, data: { view } }: NodeProps<StepNode>) {
  const detail = useContext(DetailContext);
  const number = useEditor((state) => state.draft?.phrases.find((phrase) => phrase.nodes.includes(id))?.number ?? null);
  const asks = useEditor((state) => state.draft?.questions.some((question) => question.node === id) ?? false);
  return (
    <div
      className={`step ghost detail-${detail}${asks ? " asks" : ""}`} style={{ height: heightOf(view) }} role="group"
      data-testid={`ghost-${id}`} aria-label={`${view.label}, drafted, not yet accepted${asks ? ", a question is open" : ""}`}
    >
      {(number !== null || asks) && <span className="ghost-number">{asks ? "?" : number}</span>}
      {detail === "full" && (
        <>
          <div className="step-head"><KindTile view={view} size={14} /><b className="step-name">{view.label}</b></div>
          <div className="step-foot"><span className="step-value">{view.brief}</span></div>
        </>
      )}
      {detail === "name" && <><KindTile view={view} size={24} /><b className="step-big">{view.label}</b></>}
      {detail !== "block" && <Ports view={view} />}
    </div>
  );
});
