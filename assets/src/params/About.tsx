// The About tab: what the kind does, what its ports take and give, and what may be connected where.

import type { JSX } from "react";
import type { Kind, NodeView, Port } from "../server/protocol";
import { PortShape } from "../ui/PortShape";

export function About({ node, kind }: { node: NodeView; kind: Kind | undefined }): JSX.Element {
  return (
    <div className="tp-about" data-testid="about">
      {(kind?.help ?? "").split(/\n\s*\n/).filter((part) => part.trim() !== "").map((part, index) => <p key={index}>{part}</p>)}
      <Ports title="Inputs" ports={node.inputs} none="None: this step begins a workflow." />
      <Ports title="Outputs" ports={node.outputs} none="None: this step ends a branch." />
      <h3>Name in expressions</h3>
      <p><code className="tp-codeword">{node.id}</code> stays the same when the step is renamed.</p>
      {kind !== undefined && <p className="tp-help">{kind.name}, version {node.version}{node.version < kind.version ? `; the newest is ${kind.version}` : ""}.</p>}
    </div>
  );
}

function Ports({ title, ports, none }: { title: string; ports: readonly Port[]; none: string }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      {ports.length === 0 && <p className="tp-help">{none}</p>}
      <ul className="tp-ports">
        {ports.map((port) => (
          <li key={port.name}>
            <PortShape type={port.type} size={10} />
            <span className="strong">{port.title}</span>
            <code className="tp-codeword">{port.name}</code>
            <span className="muted">{port.type}{port.many ? ", takes several" : title === "Inputs" && !port.required ? ", optional" : ""}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
