import { Component, type ReactNode } from "react";
import { Describe } from "./describe/Describe";
import { Dock } from "./dock/Dock";
import { Canvas } from "./flow/Canvas";
import { ParameterPanel } from "./params/ParameterPanel";
import { Scrubber } from "./scrub/Scrubber";
import { userError } from "./server/api";
import type { UserError } from "./server/protocol";
import { Announcer } from "./shell/Announcer";
import { CanvasChips } from "./shell/CanvasChips";
import { KeySheet } from "./shell/KeySheet";
import { Palette } from "./shell/Palette";
import { RunBar } from "./shell/RunBar";
import { Toasts } from "./shell/Toasts";
import { TopBar } from "./shell/TopBar";
import { useGlobalKeys } from "./shell/useGlobalKeys";
import { useEditor } from "./state";
import { UserErrorView } from "./ui/UserErrorView";

export function App() {
  return <Guard><Frame /></Guard>;
}

function Frame() {
  const mode = useEditor((state) => state.mode);
  const panel = useEditor((state) => (state.mode === "edit" && state.nodes.size > 0 ? state.panel : "closed")); // an empty document has no parameters
  const fault = useEditor((state) => state.fault);
  useGlobalKeys();
  if (fault !== null) return <Fault error={fault} />;
  return (
    <div className={`treadle frame mode-${mode} panel-${panel}`} data-testid="editor">
      {mode === "edit" ? <TopBar /> : <RunBar />}
      {mode === "edit" && <Palette />}
      <Canvas>
        <CanvasChips />
        {mode === "edit" ? <Describe /> : <Scrubber />}
        <Toasts />
        <KeySheet />
      </Canvas>
      {panel === "open" && <aside className="panel-place" data-region="panel" aria-label="Parameters"><ParameterPanel /></aside>}
      <div className="dock-place" data-region="dock"><Dock /></div>
      <Announcer />
    </div>
  );
}

function Fault({ error }: { error: UserError }) {
  return (
    <div className="treadle fault" role="alert" data-testid="fault">
      <UserErrorView error={error} />
      <p><button className="btn primary" onClick={() => location.reload()}>Reload</button></p>
    </div>
  );
}

/** Shows an error of rendering instead of an empty page. */
class Guard extends Component<{ children: ReactNode }, { error: UserError | null }> {
  override state: { error: UserError | null } = { error: null };
  static getDerivedStateFromError(cause: unknown): { error: UserError } {
    return { error: userError(cause, "the editor's page") };
  }
  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Fault error={this.state.error} />;
  }
}
