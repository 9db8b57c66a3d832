/// <reference lib="dom" />

const PAUSE_MS = 300;

/** What is a form's own, and no question to the page that previews it. */
const UNASKED = ['_csrf', '_key'];

/** Forms that name a page are previewed by it while they are filled in. */
export function previewForms(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('input', (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>('form[data-preview]');
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void preview(form), PAUSE_MS);
  });
}

async function preview(form: HTMLFormElement): Promise<void> {
  const asked = fieldsOf(form);
  try {
    const answer = await fetch(`${form.dataset['preview']}?${asked}`, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector<HTMLFormElement>(`form[data-preview="${form.dataset['preview']}"]`);
    // what was typed meanwhile has a preview of its own coming
    if (fresh && asked === fieldsOf(form)) take(fresh, form);
  } catch {
    // Without a network the form stays as it is; what it says is checked when it is sent.
  }
}

function fieldsOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].filter(([name]) => !UNASKED.includes(name));
  return new URLSearchParams(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  ).toString();
}

/** Takes over what follows from the fields, and what is wrong with them; the fields themselves stay. */
function take(fresh: HTMLFormElement, form: HTMLFormElement): void {
  for (const part of form.querySelectorAll<HTMLElement>('[data-follows]')) {
    const next = fresh.querySelector(`#${part.id}`);
    if (next && !part.contains(document.activeElement)) part.replaceChildren(...next.childNodes);
  }
  for (const control of form.querySelectorAll<HTMLElement>('.field [id][name]')) {
    const field = control.closest('.field');
    const next = fresh.querySelector(`#${control.id}`);
    const nextField = next?.closest('.field');
    if (!field || !next || !nextField) continue;
    field.className = nextField.className;
    field.querySelector('.error')?.remove();
    field.append(...nextField.querySelectorAll('.error'));
    for (const name of ['aria-invalid', 'aria-describedby']) {
      const value = next.getAttribute(name);
      if (value === null) control.removeAttribute(name);
      else control.setAttribute(name, value);
    }
  }
}
