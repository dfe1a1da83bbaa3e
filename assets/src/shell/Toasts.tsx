import { focusCanvas } from "../flow/canvasUi";
import { actions, useEditor, type Toast } from "../state";
import { Icon } from "../ui/icons";
import { UserErrorView } from "../ui/UserErrorView";

const icons: Record<Toast["tone"], string> = { info: "info", ok: "circle-check", warn: "triangle-alert", error: "circle-alert" };
const looks: Record<Toast["tone"], string> = { info: "is-running", ok: "is-ok", warn: "is-warned", error: "is-failed" };

const close = (toast: number): void => {
  actions.closeToast(toast);
  focusCanvas();
};

export function Toasts() {
  const toasts = useEditor((state) => state.toasts);
  return (
    <ol className="toasts" aria-label="Messages">
      {toasts.map((toast) => (
        <li key={toast.id} className={`toast ${looks[toast.tone]}`} role={toast.tone === "error" ? "alert" : "status"} data-testid="toast" data-tone={toast.tone}>
          <span className="status"><Icon name={icons[toast.tone]} /></span>
          <div className="grow">{toast.error ? <UserErrorView error={toast.error} /> : toast.text}</div>
          <button className="btn quiet tight iconic" aria-label="Close the message" title="Close" onClick={() => close(toast.id)}><Icon name="x" size={14} /></button>
        </li>
      ))}
    </ol>
  );
}
