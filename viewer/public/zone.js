// Offers the zones that the browser knows, the visitor's own first, and keeps what else the address of the page says.
(() => {
  const form = document.getElementById('zone-form');
  if (!(form instanceof HTMLFormElement)) return;
  const field = form.elements.namedItem('tz');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

  form.addEventListener('submit', () => {
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name === 'tz') continue;
      const kept = document.createElement('input');
      Object.assign(kept, { type: 'hidden', name, value });
      form.append(kept);
    }
  });

  form.closest('details')?.addEventListener(
    'toggle',
    () => {
      if (!(field instanceof HTMLInputElement)) return;
      const list = document.createElement('datalist');
      list.id = 'zones';
      for (const zone of Intl.supportedValuesOf?.('timeZone') ?? []) {
        list.append(new Option(zone, zone));
      }
      form.append(list);
      field.setAttribute('list', list.id);
      if (!own || own === field.value) return;
      const mine = document.createElement('button');
      mine.type = 'button';
      mine.textContent = `Mine: ${own}`;
      mine.addEventListener('click', () => {
        field.value = own;
        form.requestSubmit();
      });
      form.append(mine);
    },
    { once: true },
  );
})();
