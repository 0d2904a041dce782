// Counts ages on between two refreshes, refreshes when the server tells of a change, says when refreshes fail, and asks for none while nobody looks.
(() => {
  /** When each age was zero, by this page's own clock: a visitor's wall clock may be wrong. */
  const zeroes = new WeakMap();

  const duration = (seconds) => {
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    const [unit, name, small, smallName] =
      seconds < 86400 ? [3600, 'h', 60, 'min'] : [86400, 'd', 3600, 'h'];
    const rest = Math.floor((seconds % unit) / small);
    const great = `${Math.floor(seconds / unit)} ${name}`;
    return rest === 0 ? great : `${great} ${rest} ${smallName}`;
  };

  const readAges = () => {
    for (const element of document.querySelectorAll('[data-age]')) {
      zeroes.set(element, performance.now() - Number(element.dataset.age) * 1000);
    }
  };

  const countOn = () => {
    for (const element of document.querySelectorAll('[data-age]')) {
      const zero = zeroes.get(element);
      if (zero === undefined) continue;
      const text = `${duration(Math.floor((performance.now() - zero) / 1000))} ago`;
      if (element.firstChild && element.textContent !== text) element.firstChild.nodeValue = text;
    }
  };

  const setLost = (lost) => {
    document.documentElement.classList.toggle('is-lost', lost);
    const notice = document.getElementById('lost');
    if (notice) notice.hidden = !lost;
  };

  document.addEventListener('htmx:before:request', (event) => {
    if (document.hidden) event.preventDefault();
  });
  document.addEventListener('htmx:before:swap', (event) => {
    // A refresh that was asked for before the visitor chose to see something else there.
    const { sourceElement, target, request } = event.detail.ctx;
    const asks = sourceElement === target && sourceElement.getAttribute('hx-get');
    if (asks && new URL(asks, location.href).href !== new URL(request.action, location.href).href) {
      event.preventDefault();
    }
  });
  document.addEventListener('htmx:after:swap', () => {
    readAges();
  });
  document.addEventListener('htmx:after:request', (event) => {
    setLost(event.detail.ctx.response.status >= 400);
  });
  document.addEventListener('htmx:error', () => {
    setLost(true);
  });
  const refresh = () => {
    for (const element of document.querySelectorAll('[data-events]')) {
      element.dispatchEvent(new CustomEvent('look'));
    }
  };

  /** Tells of changes as they happen. The refresh by time goes on beside it, so nothing depends on it. */
  let events = null;
  const followEvents = () => {
    const path = document.querySelector('[data-events]')?.dataset.events;
    if (events || !path) return;
    events = new EventSource(path);
    events.addEventListener('change', refresh);
    events.addEventListener('error', () => {
      // The browser connects again by itself, unless it was refused.
      if (events?.readyState !== EventSource.CLOSED) return;
      events = null;
      setTimeout(followLooks, 30_000);
    });
  };
  /** A hidden page lets its connection go: browsers have six for a site. */
  const followLooks = () => {
    if (!document.hidden) {
      followEvents();
      return;
    }
    events?.close();
    events = null;
  };
  document.addEventListener('visibilitychange', () => {
    followLooks();
    if (!document.hidden) refresh();
  });
  addEventListener('pagehide', () => {
    events?.close();
    events = null;
  });
  addEventListener('pageshow', followLooks);

  readAges();
  setInterval(countOn, 1000);
})();
