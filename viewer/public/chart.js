// Reads the chart of players out where somebody points or moves by keys, and leads from there to who was on. The chart says the same without it.
(() => {
  let plot = null;
  let data = null;
  let at = null;
  let wasFocused = false;

  const clock = (ms, zone, seconds) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...(seconds ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
    }).format(ms);

  /** The last row that begins at or before so many seconds. */
  const rowAt = (rows, seconds) => {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (rows[middle][0] <= seconds) low = middle;
      else high = middle - 1;
    }
    return rows[low];
  };

  const players = (n) => `${n} ${n === 1 ? 'player' : 'players'}`;
  const BANDS = { down: 'no answer', unwatched: 'not watched', partly: 'not up all the time' };

  const words = (ms) => {
    const seconds = (ms - data.fromMs) / 1000;
    const { zone } = plot.dataset;
    const row = data.rows.length > 0 && rowAt(data.rows, seconds);
    if (data.exact) {
      const when = clock(ms, zone, true);
      if (!row || row[1] === '-') return `${when} · not watched`;
      if (row[1] === 'd') return `${when} · no answer`;
      const map = row[3] === null ? '' : ` · ${data.maps[row[3]]}`;
      return `${when} · ${row[2] === null ? 'number not told' : players(row[2])}${map}`;
    }
    const band = data.bands.find(([from, to]) => from <= seconds && seconds < to);
    const within = row && row[0] <= seconds && seconds < row[1];
    if (!within || row[2] === null)
      return `${clock(ms, zone)} · ${BANDS[band?.[2]] ?? 'not known'}`;
    const ends = `${clock(data.fromMs + row[0] * 1000, zone)} – ${clock(data.fromMs + row[1] * 1000, zone)}`;
    const average = row[3] === null ? '' : `, ${row[3]} on average`;
    return `${ends} · ${players(row[2])} at most${average}${band ? ` · ${BANDS[band[2]]}` : ''}`;
  };

  const show = (ms) => {
    at = Math.min(Math.max(ms, data.fromMs), data.toMs - 1);
    const share = (at - data.fromMs) / (data.toMs - data.fromMs);
    const cursor = plot.querySelector('.cursor');
    const readout = plot.querySelector('.readout');
    const text = words(at);
    cursor.hidden = readout.hidden = false;
    cursor.style.left = `${share * 100}%`;
    readout.textContent = text;
    // Beside the line, on the side with more room, and never out of the picture.
    const room = plot.clientWidth - readout.offsetWidth;
    const left = share * plot.clientWidth - (share > 0.5 ? readout.offsetWidth + 6 : -6);
    readout.style.left = `${Math.max(0, Math.min(left, room))}px`;
    plot.setAttribute('aria-valuenow', Math.round((at - data.fromMs) / 1000));
    plot.setAttribute('aria-valuetext', text);
  };

  const hide = () => {
    if (!plot || document.activeElement === plot) return;
    plot.querySelector('.cursor').hidden = plot.querySelector('.readout').hidden = true;
  };

  const open = (ms) => {
    const url = new URL(plot.dataset.page, location.href);
    url.searchParams.set('at', new Date(Math.round(ms / 1000) * 1000).toISOString());
    const path = url.pathname + url.search;
    if (!window.htmx) {
      location.assign(path);
      return;
    }
    const swap = { target: '#history', select: '#history', swap: 'outerMorph', push: 'true' };
    window.htmx.ajax('GET', path, swap);
  };

  const msAt = (event) => {
    const box = plot.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return data.fromMs + share * (data.toMs - data.fromMs);
  };

  /** The beginning of the next row, or of the one before. */
  const changeFrom = (ms, forward) => {
    const seconds = (ms - data.fromMs) / 1000;
    const begins = data.rows.map(([begin]) => begin);
    const found = forward
      ? begins.find((begin) => begin > seconds + 0.0005)
      : begins.findLast((begin) => begin < seconds - 0.0005);
    return data.fromMs + (found ?? (forward ? Infinity : 0)) * 1000;
  };

  const onKey = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = at ?? data.fromMs;
    const page = (data.toMs - data.fromMs) / 24;
    const to = {
      ArrowRight: () => changeFrom(from, true),
      ArrowLeft: () => changeFrom(from, false),
      PageUp: () => from + page,
      PageDown: () => from - page,
      Home: () => data.fromMs,
      End: () => data.toMs,
    }[event.key];
    if (to) show(Math.min(to(), data.toMs));
    else if (event.key === 'Enter' || event.key === ' ') open(at ?? data.fromMs);
    else return;
    event.preventDefault();
  };

  /** Also after a swap, which took back what was done here. */
  const begin = () => {
    const found = document.getElementById('plot');
    if (!found) return;
    const isNew = found !== plot;
    plot = found;
    data = JSON.parse(plot.dataset.readout);
    plot.tabIndex = 0;
    const role = { role: 'slider', 'aria-label': 'Moment in the chart', 'aria-valuemin': 0 };
    for (const [name, value] of Object.entries(role)) plot.setAttribute(name, value);
    plot.setAttribute('aria-valuemax', Math.round((data.toMs - data.fromMs) / 1000));
    const marked = plot.dataset.at ? Number(plot.dataset.at) : data.toMs - 1;
    plot.setAttribute('aria-valuenow', Math.round((marked - data.fromMs) / 1000));
    plot.setAttribute('aria-valuetext', words(Math.min(Math.max(marked, data.fromMs), data.toMs)));
    if (!isNew) {
      if (!wasFocused) {
        at = marked;
        return;
      }
      plot.focus({ preventScroll: true });
      // It may have had the focus all the time, and is told of it only when it comes.
      show(at ?? marked);
      return;
    }
    at = marked;
    plot.addEventListener('pointermove', (event) => show(msAt(event)));
    plot.addEventListener('pointerleave', hide);
    plot.addEventListener('focus', () => show(at ?? data.toMs));
    plot.addEventListener('blur', hide);
    plot.addEventListener('click', (event) => open(msAt(event)));
    plot.addEventListener('keydown', onKey);
  };

  document.addEventListener('htmx:before:request', (event) => {
    // Nothing moves under the eyes of who is reading it.
    if (event.target.id === 'history' && plot?.matches(':hover, :focus')) event.preventDefault();
  });
  document.addEventListener('htmx:before:swap', () => {
    wasFocused = plot !== null && document.activeElement === plot;
  });
  document.addEventListener('htmx:after:swap', begin);
  begin();
})();
