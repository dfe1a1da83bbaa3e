// One field of the form: its name, its control, what is wrong with it and how to mend it.

import { useState, type JSX } from "react";
import { check, isEmpty, range } from "../document/formValues";
import type { TemplateName } from "../document/templateNames";
import { unreachable } from "../document/unreachable";
import type { Field, Problem } from "../server/protocol";
import { Icon } from "../ui/icons";
import { CredentialSelect, Segmented, Select, Switch } from "./ChoiceWidgets";
import { ConditionBuilder } from "./ConditionBuilder";
import { JsonField } from "./JsonField";
import { PairMap, Rows, Tags } from "./ListWidgets";
import { NumberInput, Slider } from "./NumberWidgets";
import { TemplateField } from "./TemplateField";
import { CodeEditor, TextArea, TextInput } from "./TextWidgets";
import type { WidgetProps } from "./widget";

export interface FormContext {
  names: readonly TemplateName[];
  credentials: readonly { name: string; type: string }[];
  disabled: boolean;
}

interface FieldRowProps {
  id: string;
  field: Field;
  value: unknown;
  problems: readonly Problem[];
  context: FormContext;
  onChange: (value: unknown) => void;
  onCommit: () => void;
}

/** Draws one control. Rows draw their columns by the same function. */
function Widget({ props, context }: { props: WidgetProps; context: FormContext }): JSX.Element {
  switch (props.field.widget) {
    case "text": return <TextInput {...props} />;
    case "textarea": return <TextArea {...props} />;
    case "code": return <CodeEditor {...props} />;
    case "template": return <TemplateField {...props} names={context.names} />;
    case "number": return <NumberInput {...props} />;
    case "slider": return <Slider {...props} />;
    case "switch": return <SwitchOf {...props} />;
    case "select": return <Select {...props} />;
    case "segmented": return <Segmented {...props} />;
    case "tags": return <Tags {...props} />;
    case "rows": return <Rows {...props} draw={(inner) => <Column key={inner.field.name} props={inner} context={context} />} />;
    case "condition": return <ConditionBuilder {...props} names={context.names} />;
    case "json": return <JsonField {...props} />;
    case "credential": return <CredentialSelect {...props} credentials={context.credentials} />;
    case "map": return <PairMap {...props} />;
    default: return unreachable(props.field.widget);
  }
}

function SwitchOf(props: WidgetProps): JSX.Element {
  return (
    <Switch
      id={props.id} on={props.value === true} disabled={props.disabled} label={props.field.title} testid={`field-${props.field.name}`}
      describedBy={props.describedBy} onChange={(on) => { props.onChange(on); props.onCommit(); }}
    />
  );
}

/** A column of a row: the control with its name and what the browser can tell. */
function Column({ props, context }: { props: WidgetProps; context: FormContext }): JSX.Element {
  const [mistake, setMistake] = useState("");
  const wrong = mistake || check(props.field, props.value);
  return (
    <div className="field">
      <label className="label" htmlFor={props.id}>{props.field.title}</label>
      <Widget props={{ ...props, invalid: wrong !== "", describedBy: `${props.id}-says`, onMistake: setMistake }} context={context} />
      <div id={`${props.id}-says`}>{wrong !== "" && <Hint tone="error">{wrong}</Hint>}</div>
    </div>
  );
}

export function FieldRow(props: FieldRowProps): JSX.Element {
  const { id, field, value, problems, context } = props;
  const [mistake, setMistake] = useState("");
  const [left, setLeft] = useState(false);
  const local = mistake || check(field, value);
  // "Required" is not held against a field nobody has been in yet; Python's problem list says it anyway.
  const own = local !== "" && (mistake !== "" || left || !isEmpty(value)) ? local : "";
  const says = `${id}-says`;
  const widget: WidgetProps = {
    id, field, value, disabled: context.disabled, invalid: own !== "" || problems.some((one) => one.severity === "error"),
    describedBy: says, onChange: props.onChange, onMistake: setMistake,
    onCommit: () => { setLeft(true); props.onCommit(); },
  };
  const beside = field.widget === "switch";
  return (
    <div className={`field${beside ? " tp-beside" : ""}`} data-field={field.name}>
      <label className="label" htmlFor={id}>
        <span>{field.title}</span>
        <span className="end">{aside(field, value)}</span>
      </label>
      <Widget props={widget} context={context} />
      <div id={says} className="tp-says">
        {own !== "" && <Hint tone="error">{own}</Hint>}
        {own === "" && problems.map((problem, index) => (
          <Hint key={index} tone={problem.severity}>
            {problem.what} {problem.fix !== "" && <span className="tp-fixline">{problem.fix}</span>}
          </Hint>
        ))}
        {field.help !== "" && <p className="tp-help">{field.help}</p>}
      </div>
    </div>
  );
}

/** What stands at the right of the name: the range, the number of tags, or that it may be left empty. */
function aside(field: Field, value: unknown): string {
  switch (field.widget) {
    case "tags": return Array.isArray(value) && value.length > 0 ? String(value.length) : "";
    case "number": case "slider": return range(field);
    case "switch": case "segmented": case "condition": return "";
    case "text": case "textarea": case "code": case "template": case "select": case "rows": case "json": case "credential": case "map":
      return field.required || !isEmpty(field.default) ? "" : "optional";
    default: return unreachable(field.widget);
  }
}

export function Hint({ tone, children }: { tone: "error" | "warning"; children: React.ReactNode }): JSX.Element {
  return (
    <p className={`hint ${tone === "error" ? "wrong" : "warned"}`} data-testid="field-problem">
      <Icon name={tone === "error" ? "circle-alert" : "triangle-alert"} size={14} />
      <span>{children}</span>
    </p>
  );
}
