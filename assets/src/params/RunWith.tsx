// "Run with": the form of the manual input node, filled with what the next run begins with.

import { useEffect, useRef, useState, type DragEvent, type JSX, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { inputFields, missing, readTextFile, readTyped, runnable, typedOf, type InputField, type InputType } from "../document/runInput";
import { bytes } from "../document/text";
import { isLive } from "../runs/status";
import type { NodeView } from "../server/protocol";
import { actions, store, useEditor } from "../state";
import { Icon } from "../ui/icons";
import { Switch } from "./ChoiceWidgets";

// Above this a text is shown as "20.0 MB given": a textarea of that size stops the page.
const LARGEST_SHOWN = 300_000;

export function RunWith({ node }: { node: NodeView }): JSX.Element {
  const input = useEditor((state) => state.runInput);
  const live = useEditor((state) => isLive(state.run?.status));
  const busy = useEditor((state) => state.busy.has("run"));
  const [mistakes, setMistakes] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLElement>(null);
  useFirstFocus(form);
  const fields = inputFields(node.config);
  const gaps = missing(fields, input);
  const wrong = fields.some((field) => (mistakes[field.name] ?? "") !== "");
  const set = (field: InputField, value: unknown, mistake: string): void => {
    setMistakes((before) => ({ ...before, [field.name]: mistake }));
    if (mistake === "") actions.setRunInput({ ...input, [field.name]: value });
  };
  const run = (): void => {
    if (live || busy) return;
    setTried(true);
    if (gaps.length === 0 && !wrong) actions.run(runnable(fields, input));
  };
  return (
    <section ref={form} className="tp-run" data-testid="run-with" aria-label="Run with">
      <h3>Run with</h3>
      {fields.map((field) => (
        <InputBox
          key={`${field.name}-${field.type}`} id={`run-${node.id}-${field.name}`} field={field} value={input[field.name] ?? field.default}
          mistake={mistakes[field.name] || (tried && gaps.includes(field) ? `${field.title} is required.` : "")}
          onChange={(value, mistake) => set(field, value, mistake)}
        />
      ))}
      <button type="button" className="btn primary tp-runbutton" data-testid="run-with-run" aria-disabled={live || busy} onClick={run} onKeyDown={once}>
        <Icon name="play" />{live || busy ? "Running…" : <>Run<kbd>Ctrl ↵</kbd></>}
      </button>
    </section>
  );
}

/** Focuses the text of a workflow that never ran, unless the focus is elsewhere already. */
function useFirstFocus(form: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { run, document: shown } = store.get();
    if (document.activeElement !== document.body || run !== null || shown?.last_run !== null) return;
    const text = form.current?.querySelector("textarea");
    text?.focus({ preventScroll: true });
    text?.select(); // what is pasted takes the place of the sample
  }, []);
}

/** A key that is held presses a button once. */
const once = (event: KeyboardEvent): void => {
  if (event.repeat && event.key === "Enter") event.preventDefault();
};

interface BoxProps {
  id: string;
  field: InputField;
  value: unknown;
  mistake: string;
  onChange: (value: unknown, mistake: string) => void;
}

function InputBox(props: BoxProps): JSX.Element {
  const { id, field, value, mistake } = props;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        <span>{field.title}</span>
        <span className="end">{field.required ? field.type : `${field.type}, optional`}</span>
      </label>
      {field.type === "boolean"
        ? <Switch id={id} on={value === true} disabled={false} label={field.title} testid={`run-input-${field.name}`} onChange={(on) => props.onChange(on, "")} />
        : <TextBox {...props} />}
      {mistake !== "" && <p className="hint wrong" role="alert"><Icon name="circle-alert" size={14} /><span>{mistake}</span></p>}
    </div>
  );
}

function TextBox({ id, field, value, mistake, onChange }: BoxProps): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? typedOf(field, value);
  const take = (text: string): void => {
    setTyped(text.length > LARGEST_SHOWN ? null : text);
    const parsed = readTyped(field, text);
    onChange(parsed.value, parsed.mistake);
  };
  const takeFile = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const read = await readTextFile(file);
    if (read.ok) take(read.text);
    else onChange(undefined, read.refusal);
  };
  const clear = (): void => {
    setTyped(null);
    onChange(null, "");
    requestAnimationFrame(() => document.getElementById(id)?.focus());
  };
  const shared = {
    id, "data-testid": `run-input-${field.name}`, "aria-invalid": mistake !== "", value: shown,
    onBlur: () => { if (mistake === "") setTyped(null); },
  };
  if (field.type === "number") {
    return <input {...shared} className="input" inputMode="decimal" onChange={(event) => take(event.target.value)} />;
  }
  return (
    <FileTarget name={field.name} onFile={(file) => void takeFile(file)}>
      {shown.length > LARGEST_SHOWN
        ? <Large text={shown} onClear={clear} />
        : <textarea
            {...shared} className={`input tp-paste${field.type === "json" ? " tp-mono" : ""}`} rows={field.type === "text" ? 8 : 4} spellCheck={field.type === "text"}
            placeholder={PLACEHOLDERS[field.type]} onChange={(event) => take(event.target.value)}
          />}
    </FileTarget>
  );
}

/** Takes a file that is dropped on its children or chosen below them. */
function FileTarget({ name, onFile, children }: { name: string; onFile: (file: File | undefined) => void; children: ReactNode }): JSX.Element {
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={`tp-drop${over ? " tp-over" : ""}`} data-testid={`drop-${name}`}
      onDragOver={(event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)} onDrop={onDrop}
    >
      {children}
      <label className="tp-file">
        <Icon name="upload" size={14} />Read a file
        <input type="file" className="unseen" data-testid={`file-${name}`} onChange={(event) => { onFile(event.target.files?.[0]); event.target.value = ""; }} />
      </label>
    </div>
  );
}

const PLACEHOLDERS: Record<InputType, string> = { text: "Paste the text here, or drop a file.", json: '{ "key": "value" }', list: "One item a line.", number: "", boolean: "" };

function Large({ text, onClear }: { text: string; onClear: () => void }): JSX.Element {
  return (
    <div className="tp-large" data-testid="large-input">
      <p className="strong">{bytes(new Blob([text]).size)} of text</p>
      <p className="tp-largehead">{text.slice(0, 400)}…</p>
      <button type="button" className="btn tight" onClick={onClear}>Clear</button>
    </div>
  );
}
