import { focusCanvas, setCanvasUi, useCanvasUi } from "../flow/canvasUi";
import { keymap } from "../flow/keymap";
import { Icon } from "../ui/icons";

export function KeySheet() {
  const open = useCanvasUi((ui) => ui.keys);
  if (!open) return null;
  const close = (): void => {
    setCanvasUi({ keys: false });
    focusCanvas();
  };
  return (
    <div
      className="float keys" role="dialog" aria-label="Keys" data-testid="keys"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setCanvasUi({ keys: false });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "?") return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="line"><h2 className="grow">Keys</h2><button className="btn quiet iconic" autoFocus aria-label="Close" title="Close, Esc" onClick={close}><Icon name="x" /></button></div>
      <p className="small muted">Single keys act while the canvas has the keyboard.</p>
      <div className="keys-groups">
        {keymap.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>{group.keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </div>
  );
}
