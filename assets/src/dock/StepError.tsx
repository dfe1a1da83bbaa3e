// A failed step in four lines: what, where, why, fix; the trace folded.

import type { JSX } from "react";
import type { UserError } from "../protocol";

export function FourLines({ error }: { error: UserError }): JSX.Element {
  const lines = [["Where", error.where], ["Why", error.why], ["Fix", error.fix]] as const;
  return (
    <div className="td-error" role="group" aria-label="Error" data-testid="step-error">
      <dl className="fourline td-four">
        <dt>What</dt><dd className="td-what">{error.what}</dd>
        {lines.filter(([, text]) => text !== "").flatMap(([name, text]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-text`}>{text}</dd>])}
      </dl>
      {error.trace !== undefined && error.trace !== "" && (
        <details className="td-trace" data-testid="trace">
          <summary>Trace, {error.trace.trimEnd().split("\n").length} lines{error.type === undefined || error.type === "" ? "" : ` · ${error.type}`}</summary>
          <pre tabIndex={0}>{error.trace}</pre>
        </details>
      )}
    </div>
  );
}
