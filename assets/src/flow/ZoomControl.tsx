import { useStore } from "@xyflow/react";
import { useState } from "react";
import { userError } from "../server/api";
import { actions, store } from "../state";
import { Icon } from "../ui/icons";
import { autoLayout } from "./autoLayout";
import { focusCanvas } from "./canvasUi";
import type { View } from "./view";

export function ZoomControl({ view, editable }: { view: View; editable: boolean }) {
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float zoom" role="group" aria-label="Zoom">
      <Button icon="minus" title="Zoom out" act={view.zoomOut} />
      <button className="zoom-percent" title="To 100 %, key 0" data-testid="zoom-percent" onClick={view.full}>{percent} %</button>
      <Button icon="plus" title="Zoom in" act={view.zoomIn} />
      <i className="rule" />
      <Button icon="maximize" title="Fit, key 1" act={view.fit} />
      {editable && <AutoLayoutButton view={view} />}
    </div>
  );
}

function Button({ icon, title, act, busy = false }: { icon: string; title: string; act: () => void; busy?: boolean }) {
  const id = title.split(",")[0]?.toLowerCase().replace(/\W+/g, "-") ?? title;
  return (
    <button className="btn quiet iconic" title={title} aria-label={title} disabled={busy} data-testid={id} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

function AutoLayoutButton({ view }: { view: View }) {
  const [busy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    const { nodes, edges, selection } = store.get();
    const picked = [...nodes.values()].filter((node) => selection.nodes.has(node.id));
    setBusy(true);
    try {
      const edit = await autoLayout(picked.length > 1 ? picked : [...nodes.values()], edges, view.room());
      if (edit !== null) actions.edit(edit);
      requestAnimationFrame(view.fit);
    } catch (cause) {
      actions.fail(userError(cause, "automatic layout"));
    } finally {
      setBusy(false);
      focusCanvas();
    }
  };
  return <Button icon="network" title="Tidy up" act={() => void act()} busy={busy} />;
}
