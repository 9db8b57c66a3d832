/// <reference lib="dom" />

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
    button.dataset['label'] = button.textContent ?? '';
    button.setAttribute('aria-disabled', 'true');
    button.textContent = document.body.dataset['working'] ?? '';
  });
  // The back button may bring the page back as it was left.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset['sent'];
      const button = form.querySelector<HTMLElement>('[data-label]');
      if (!button) continue;
      button.textContent = button.dataset['label'] ?? '';
      button.removeAttribute('aria-disabled');
      delete button.dataset['label'];
    }
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
