// The desk's service worker: it opens the desk where there is no network, and
// shows notifications. It keeps the files of one version of the shell and
// nothing else: no answer of the API, nothing of the widget or of other pages.
//
// The server puts a line in front of it: const shell = {version, page, assets}.
(() => {
  "use strict";
  const prefix = "parley-desk-";
  const kept = prefix + shell.version;
  const patience = 5000; // ms a page may take where another one is at hand
  const isDesk = (path) => path === shell.page || path.startsWith(shell.page + "/");

  // A new version takes over at once: pages that run already have all they
  // need, and a page that opens asks the network first.
  addEventListener("install", (e) => {
    skipWaiting();
    e.waitUntil(keep());
  });

  async function keep() {
    const page = await fetch(shell.page, { cache: "no-store" });
    // While servers are being replaced, it may be another version's page. The
    // browser then tries again at the next opportunity.
    const version = `data-version="${shell.version}"`;
    if (!page.ok || !(await page.clone().text()).includes(version)) throw new Error("another version's page");
    const cache = await caches.open(kept);
    await cache.addAll(shell.assets);
    await cache.put(shell.page, page);
  }

  addEventListener("activate", (e) => e.waitUntil(begin()));

  async function begin() {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && name !== kept) await caches.delete(name);
    }
    await clients.claim();
    for (const desk of await desks()) desk.postMessage({ version: shell.version });
  }

  // Also those that were loaded past the worker.
  async function desks() {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    return windows.filter((w) => isDesk(new URL(w.url).pathname));
  }

  addEventListener("fetch", (e) => {
    const url = new URL(e.request.url);
    if (url.origin !== location.origin || e.request.method !== "GET") return;
    if (e.request.mode === "navigate") {
      if (isDesk(url.pathname)) e.respondWith(open(e.request));
    } else if (shell.assets.includes(url.pathname)) {
      e.respondWith(asset(e.request));
    }
  });

  async function open(request) {
    const stored = await caches.match(shell.page, { cacheName: kept });
    if (!stored) return fetch(request);
    const late = new Promise((done) => setTimeout(done, patience, stored));
    // A proxy's "bad gateway" is no page either.
    const answer = fetch(request).then((r) => (r.status < 500 ? r : stored));
    return Promise.race([answer.catch(() => stored), late]);
  }

  async function asset(request) {
    return (await caches.match(request, { cacheName: kept })) ?? fetch(request);
  }

  addEventListener("message", (e) => {
    if (e.data === "version") e.source.postMessage({ version: shell.version });
    if (e.data === "claim") e.waitUntil(clients.claim());
  });

  addEventListener("notificationclick", (e) => {
    e.notification.close();
    e.waitUntil(show(e.notification.data.path));
  });

  // The desk that is looked at, or was last, goes there; without one, a new one.
  async function show(path) {
    const [desk] = await desks();
    if (!desk) return clients.openWindow(path);
    desk.postMessage({ open: path });
    return desk.focus();
  }
})();
