import type { UserError } from "../server/protocol";

/** A user error: what, where, why and fix, with the trace collapsed. */
export function UserErrorView({ error }: { error: UserError }) {
  const { trace = "", type = "" } = error;
  const lines = [["What", error.what], ["Where", error.where], ["Why", error.why], ["Fix", error.fix]] as const;
  return (
    <>
      <dl className="fourline">
        {lines.filter(([, text]) => text !== "").map(([title, text]) => [
          <dt key={`${title}-title`}>{title}</dt>, <dd key={title} className={title === "What" ? "strong" : ""}>{text}</dd>,
        ])}
      </dl>
      {trace !== "" && (
        <details className="trace" data-testid="trace">
          <summary>Trace, {trace.trimEnd().split("\n").length} lines{type === "" ? "" : ` · ${type}`}</summary>
          <pre tabIndex={0}>{trace}</pre>
        </details>
      )}
    </>
  );
}
