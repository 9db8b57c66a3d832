/// <reference lib="dom" />
import { previewForms } from './preview.ts';

/** Makes the dialog that came with the page a modal one; Escape goes where its way back goes. */
function upgradeDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-modal]');
  if (!dialog) return;
  dialog.removeAttribute('open');
  dialog.showModal();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    location.assign(dialog.dataset['back'] ?? '/');
  });
}

/** A form that was sent is not sent again by a second click. */
function guardForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== 'post') return;
    if (form.dataset['sent']) return event.preventDefault();
    form.dataset['sent'] = 'yes';
    const button = event.submitter;
    if (!button) return;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = document.body.dataset['working'] ?? '';
  });
  // A page that the back button brings back as it was left is asked for anew: it may not be true any more.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

/** Parts that say how often they change are asked for again, until they say no more. */
function refreshParts(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-refresh-seconds]')) schedule(part);
}

function schedule(part: HTMLElement): void {
  const seconds = Number(part.dataset['refreshSeconds']);
  if (seconds > 0) setTimeout(() => void refresh(part), seconds * 1000);
}

async function refresh(part: HTMLElement): Promise<void> {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok || answer.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById(part.id);
      if (!fresh) return location.reload();
      if (!part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
      part.dataset['refreshSeconds'] = fresh.dataset['refreshSeconds'] ?? '';
    } catch {
      // Without a network the part stays as it is, and is asked for again.
    }
  }
  schedule(part);
}

upgradeDialog();
guardForms();
refreshParts();
previewForms();
