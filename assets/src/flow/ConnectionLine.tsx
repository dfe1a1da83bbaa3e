import { getBezierPath, useConnection, type ConnectionLineComponentProps, type ConnectionState } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { refusal, replaced } from "../document/ports";
import type { Edge } from "../server/protocol";
import { store } from "../state";

export function ConnectionLine({ fromX, fromY, toX, toY, fromPosition, toPosition, connectionStatus }: ConnectionLineComponentProps) {
  const [path] = getBezierPath({
    sourceX: fromX, sourceY: fromY, sourcePosition: fromPosition, targetX: toX, targetY: toY, targetPosition: toPosition,
    curvature: 0.3,
  });
  return <path d={path} className={`wire wire-drawn ${connectionStatus ?? ""}`} />;
}

/** Says beside the pointer why the port under it does not take this wire, or what it would replace. */
export function ConnectionReason() {
  const text = useConnection(reasonOf);
  const box = useRef<HTMLDivElement>(null);
  const pointer = useRef({ x: 0, y: 0 });
  const place = useCallback(() => {
    const frame = box.current?.parentElement?.getBoundingClientRect();
    if (!box.current || !frame) return;
    box.current.style.transform = `translate(${pointer.current.x - frame.left + 16}px, ${pointer.current.y - frame.top + 16}px)`;
  }, []);
  useEffect(() => {
    const follow = (event: PointerEvent): void => {
      pointer.current = { x: event.clientX, y: event.clientY };
      place();
    };
    window.addEventListener("pointermove", follow, true);
    return () => window.removeEventListener("pointermove", follow, true);
  }, [place]);
  return (
    <div ref={box} className={`reason${text?.startsWith("Replaces") ? "" : " wrong"}`} hidden={text === null} role="status" data-testid="connect-reason">
      {text}
    </div>
  );
}

function reasonOf(connection: ConnectionState): string | null {
  if (!connection.inProgress) return null;
  const { fromHandle, toHandle } = connection;
  if (toHandle === null || toHandle === undefined) return null;
  if (fromHandle.type === toHandle.type) {
    return toHandle.nodeId === fromHandle.nodeId && toHandle.id === fromHandle.id ? null
      : fromHandle.type === "source" ? "Two outputs cannot be joined." : "Two inputs cannot be joined.";
  }
  const [out, into] = fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
  const edge: Edge = { source: out.nodeId, source_port: out.id ?? "", target: into.nodeId, target_port: into.id ?? "" };
  const { nodes, edges, catalogue, document } = store.get();
  if (catalogue === null || document === null) return null;
  const no = refusal(edge, nodes, edges, catalogue);
  if (no !== null) return no;
  const old = replaced(edge, document);
  return old === null ? null : `Replaces the wire from ${nodes.get(old.source)?.label ?? old.source}.`;
}
