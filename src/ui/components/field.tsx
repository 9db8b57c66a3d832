import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { fieldTexts, formTexts } from '../messages/portal.ts';
import { Icon } from './icon.tsx';
import { Notification } from './notification.tsx';

/** What was typed into a form and what is wrong with it, as `readForm` gives it back. */
export interface FormState {
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: Readonly<Record<string, string>>;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A figure or a remark beside the label. */
  readonly detail?: string;
}

interface Labelled {
  label: string;
  name: string;
  hint?: Child;
  /** The form that was sent before: gives the value and the error of the field's name. */
  form?: FormState | undefined;
  value?: string | undefined;
  error?: string | undefined;
  /** Fields are required unless this says otherwise; the label then says "optional". */
  optional?: boolean;
  /** Where one page has two fields of one name. */
  id?: string;
}

interface FieldProps extends Labelled {
  type?: 'text' | 'email' | 'password' | 'search' | 'number' | 'tel' | 'url';
  autocomplete?: string;
  inputmode?: 'numeric' | 'decimal' | 'email' | 'tel' | 'search';
  maxlength?: number;
  min?: number;
  max?: number;
  step?: number;
  placeholder?: string;
  autofocus?: boolean;
  /** Never written back into the page: passwords, card numbers. */
  secret?: boolean;
  /** How many characters the input is wide, where that helps to fill it in. */
  width?: 'short' | 'medium';
}

interface Wiring {
  id: string;
  value: string;
  error: string | undefined;
  attributes: Record<string, string | boolean>;
}

function wire(props: Labelled): Wiring {
  const id = props.id ?? `field-${props.name}`;
  const sent = props.form?.values[props.name];
  const value = (typeof sent === 'string' ? sent : undefined) ?? props.value ?? '';
  const error = props.error ?? props.form?.errors[props.name];
  const described = [props.hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
  const attributes: Record<string, string | boolean> = { id, name: props.name };
  if (described.length > 0) attributes['aria-describedby'] = described.join(' ');
  if (error) attributes['aria-invalid'] = 'true';
  if (!props.optional) attributes['required'] = true;
  return { id, value, error, attributes };
}

function Frame(props: Labelled & { wiring: Wiring; children: Child }): JSX.Element {
  const { id, error } = props.wiring;
  return (
    <div class={error ? 'field invalid' : 'field'}>
      <label for={id}>
        {props.label}
        {props.optional ? <OptionalMark /> : null}
      </label>
      {props.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      {props.children}
      <FieldError id={id} error={error} />
    </div>
  );
}

function FieldError({ id, error }: { id: string; error: string | undefined }): JSX.Element | null {
  if (!error) return null;
  return (
    <p class="error" id={`${id}-error`}>
      <Icon name="warning" />
      {error}
    </p>
  );
}

function OptionalMark(): JSX.Element {
  return <span class="optional"> {fieldTexts.optional}</span>;
}

/** One line to type in, with its label above, its hint, and its error beside it. */
export function Field(props: FieldProps): JSX.Element {
  const { label, hint, form, error, optional, secret, width, type = 'text', ...input } = props;
  const wiring = wire(props);
  const keeps = !secret && type !== 'password';
  return (
    <Frame {...{ label, hint, form, error, name: props.name }} {...(optional ? { optional } : {})} wiring={wiring}>
      <input
        {...input}
        {...wiring.attributes}
        type={type}
        class={width ?? 'full'}
        {...(keeps ? { value: wiring.value } : { value: '' })}
      />
    </Frame>
  );
}

/** Several lines to type in. */
export function TextArea(props: Labelled & { rows?: number; maxlength?: number }): JSX.Element {
  const wiring = wire(props);
  const { rows = 4, maxlength } = props;
  return (
    <Frame {...props} wiring={wiring}>
      <textarea {...wiring.attributes} rows={rows} {...(maxlength ? { maxlength } : {})}>
        {wiring.value}
      </textarea>
    </Frame>
  );
}

interface SelectProps extends Labelled {
  options: readonly Option[];
  /** The first line, which is no answer, e.g. "Choose a reason". */
  prompt?: string;
  autocomplete?: string;
}

/** A drop-down list. */
export function Select(props: SelectProps): JSX.Element {
  const wiring = wire(props);
  return (
    <Frame {...props} wiring={wiring}>
      <select {...wiring.attributes} {...(props.autocomplete ? { autocomplete: props.autocomplete } : {})}>
        {props.prompt !== undefined ? <option value="">{props.prompt}</option> : null}
        {props.options.map((option) => (option.value === wiring.value ? chosen(option) : notChosen(option)))}
      </select>
    </Frame>
  );
}

function chosen({ value, label }: Option): Child {
  return (
    <option value={value} selected>
      {label}
    </option>
  );
}

const lines = new WeakMap<Option, Child>();

/** The line of an option is rendered once: lists of countries and time zones have hundreds, the same for everybody. */
function notChosen(option: Option): Child {
  let line = lines.get(option);
  if (line === undefined) {
    line = html`<option value="${option.value}">${option.label}</option>`;
    lines.set(option, line);
  }
  return line;
}

interface GroupProps extends Omit<Labelled, 'value'> {
  options: readonly Option[];
  values?: readonly string[];
  /** In columns as wide as the longest label. */
  columns?: boolean;
}

/** Several of a list. */
export function CheckboxGroup(props: GroupProps): JSX.Element {
  return <Group {...props} type="checkbox" />;
}

/** One of a short list, all in view. Nothing is chosen beforehand unless `values` says so. */
export function RadioGroup(props: GroupProps): JSX.Element {
  return <Group {...props} type="radio" />;
}

function Group(props: GroupProps & { type: 'checkbox' | 'radio' }): JSX.Element {
  const { type, options, columns } = props;
  const { id, error, attributes } = wire(props);
  const sent = props.form?.values[props.name];
  const chosen = sent === undefined ? (props.values ?? []) : [sent].flat();
  const described = attributes['aria-describedby'];
  return (
    <fieldset
      class={error ? 'field invalid' : 'field'}
      {...(typeof described === 'string' ? { 'aria-describedby': described } : {})}
    >
      <legend>
        {props.label}
        {props.optional && type === 'radio' ? <OptionalMark /> : null}
      </legend>
      {props.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      <div class={columns ? 'options columns' : 'options'}>
        {options.map((option) =>
          option.detail === undefined && !chosen.includes(option.value) ? (
            notTicked(option, type, props.name)
          ) : (
            <label class="option">
              <input type={type} name={props.name} value={option.value} checked={chosen.includes(option.value)} />
              <span>{option.label}</span>
              {option.detail ? <span class="option-detail">{option.detail}</span> : null}
            </label>
          ),
        )}
      </div>
      <FieldError id={id} error={error} />
    </fieldset>
  );
}

const boxes = new WeakMap<Option, { readonly of: string; readonly box: Child }>();

/** As with the lines of a list, the box of an option is rendered once for the group that it belongs to. */
function notTicked(option: Option, type: 'checkbox' | 'radio', name: string): Child {
  const of = `${type} ${name}`;
  const known = boxes.get(option);
  if (known?.of === of) return known.box;
  const { value, label } = option;
  const box = html`<label class="option"
    ><input type="${type}" name="${name}" value="${value}" /><span>${label}</span></label
  >`;
  boxes.set(option, { of, box });
  return box;
}

/** One box to tick; sent as `on`. */
export function Checkbox(props: Omit<Labelled, 'value'> & { checked?: boolean }): JSX.Element {
  const { id, error, attributes } = wire({ ...props, optional: true });
  const checked = props.form ? props.form.values[props.name] === 'on' : props.checked;
  return (
    <div class={error ? 'field invalid' : 'field'}>
      <label class="option" for={id}>
        <input type="checkbox" value="on" {...attributes} checked={checked ?? false} />
        <span>{props.label}</span>
      </label>
      {props.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      <FieldError id={id} error={error} />
    </div>
  );
}

/** Above the fields of a form that came back: that nothing happened, or what is wrong with all of it. */
export function FormProblem({ form }: { form?: FormState | undefined }): JSX.Element | null {
  if (!form || Object.keys(form.errors).length === 0) return null;
  return (
    <Notification tone="warning" live>
      {form.errors['_form'] ?? formTexts.check}
    </Notification>
  );
}
