// Makes the status page quicker: search while typing, sort and turn pages without loading, refresh every ten seconds.
// The page works without it: the server answers the same addresses with the whole page.
(() => {
  'use strict';
  const PERIOD = 10000;
  const TYPING = 250;
  const main = document.getElementById('main');
  const pause = document.getElementById('pause');
  const failed = document.getElementById('failed');
  const form = document.getElementById('search');
  const input = document.getElementById('q');
  let address = new URL(location.href);
  let isPaused = false;
  let running = null;
  let timer = 0;
  let typing = 0;

  function liveIds(page) {
    return [...page.querySelectorAll('[data-live]')].map(part => part.id).join();
  }

  // Replaces the parts that differ. What has the focus gets it back, and what is unfolded stays so.
  function show(fresh) {
    if (liveIds(fresh) !== liveIds(document)) return location.replace(address);
    for (const part of document.querySelectorAll('[data-live]')) {
      const other = fresh.getElementById(part.id);
      if (!other) continue;
      for (const details of part.querySelectorAll('details[open]')) {
        const same = other.querySelector('#' + details.id);
        if (same) same.open = true;
      }
      if (part.isEqualNode(other)) continue;
      const focus = part.contains(document.activeElement) ? document.activeElement.id : '';
      part.replaceChildren(...document.adoptNode(other).childNodes);
      // A link that is gone, such as that to the next page, leaves the focus to the figures.
      if (focus) (document.getElementById(focus) || main).focus({ preventScroll: true });
    }
  }

  // Fetches an address and shows it. A later call takes the place of an earlier one that is not yet answered.
  async function load(target, isAsked) {
    clearTimeout(timer);
    if (running) running.abort();
    const own = running = new AbortController();
    const limit = setTimeout(() => own.abort(), PERIOD);
    try {
      const answer = await fetch(target.pathname + target.search, { signal: own.signal });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (own !== running) return;
      address = target;
      show(new DOMParser().parseFromString(text, 'text/html'));
      failed.textContent = '';
      if (isAsked) history.replaceState(null, '', target.pathname + target.search + target.hash);
    } catch {
      if (own !== running) return;
      failed.textContent = 'The tracker does not answer. ';
    } finally {
      clearTimeout(limit);
      if (own === running) {
        running = null;
        plan();
      }
    }
  }

  function plan() {
    clearTimeout(timer);
    if (!isPaused && !document.hidden) timer = setTimeout(() => load(address, false), PERIOD);
  }

  function search() {
    clearTimeout(typing);
    const target = new URL(location.href);
    target.search = new URLSearchParams([...new FormData(form)].filter(field => field[1].trim()));
    target.hash = 'torrents';
    load(target, true);
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-query]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    load(new URL(link.href), true).then(() => {
      if (link.rel) document.getElementById('found').scrollIntoView();
    });
  });

  if (form) {
    form.addEventListener('submit', event => {
      event.preventDefault();
      search();
    });
    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(search, TYPING);
    });
  }

  pause.hidden = false;
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? 'Resume updates' : 'Pause updates';
    if (isPaused) plan();
    else load(address, false);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || isPaused) plan();
    else load(address, false);
  });
  plan();
})();
