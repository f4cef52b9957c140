// Starts a go-app program without go-app's own app.js. wasm_exec.js is put in
// front of this file when it is packed, so one request brings both.
//
// go-app's Go side asks the page for goappGetenv; its other goapp… hooks are
// for a service worker, and it looks before it calls them.
(() => {
  "use strict";
  const config = { ...document.currentScript.dataset };
  globalThis.parleyConfig = config;
  const env = {
    GOAPP_ROOT_PREFIX: config.prefix,
    GOAPP_STATIC_RESOURCES_URL: "/assets",
    GOAPP_VERSION: config.version,
    GOAPP_INTERNAL_URLS: "[]",
  };
  globalThis.goappGetenv = (name) => env[name];

  // go-app reads both storages when it starts. Where the browser refuses them
  // the getter throws, and that would end the Go program.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      globalThis[name].length;
    } catch {
      Object.defineProperty(globalThis, name, { value: memory() });
    }
  }

  // The server knows the language of the browser, and not the agent's choice.
  const chosen = config.prefix === "/app" && localStorage.getItem("parley.language");
  if (chosen) Object.assign(document.documentElement, { lang: chosen, dir: chosen === "ar" ? "rtl" : "ltr" });

  function memory() {
    const items = new Map();
    return {
      get length() {
        return items.size;
      },
      key: (i) => [...items.keys()][i] ?? null,
      getItem: (k) => items.get(k) ?? null,
      setItem: (k, v) => void items.set(k, String(v)),
      removeItem: (k) => void items.delete(k),
      clear: () => items.clear(),
    };
  }

  // While the program is not there, the markup must not lose what the visitor
  // does with it.
  let running = false;
  const listen = (type, f) => document.addEventListener(type, (e) => running || f(e));

  function send(e) {
    e.preventDefault();
    if (document.getElementById("composer-input").value.trim()) globalThis.parleyEarly = { send: true };
  }
  listen("submit", (e) => e.target.id === "composer" && send(e));
  listen("keydown", (e) => {
    // Safari ends a composition with an Enter of keyCode 229 that is not composing.
    const enter = e.key === "Enter" && !e.shiftKey && !e.isComposing && e.keyCode !== 229;
    if (enter && e.target.id === "composer-input") send(e);
  });

  // On a phone the panel covers the page and the launcher: it needs a way out.
  const close = () => config.parent && parent.postMessage({ parley: 1, t: "close" }, config.parent);
  listen("keydown", (e) => e.key === "Escape" && !e.isComposing && close());
  listen("click", (e) => e.target.closest("#close") && close());

  // An update without its start was already going on when this script came.
  let composing = false;
  for (const type of ["compositionstart", "compositionupdate"]) listen(type, () => (composing = true));
  listen("compositionend", () => (composing = false));

  const parsed = new Promise((done) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done);
    else done();
  });

  let notice; // kept, because the program replaces the markup it is in
  async function fail(err) {
    console.error(err);
    running = false;
    document.documentElement.dataset.boot = "failed";
    await parsed;
    notice ??= document.getElementById("boot-failed");
    if (!notice.isConnected) document.body.append(notice);
    notice.hidden = false;
    document.getElementById("boot-retry").addEventListener("click", () => location.reload());
  }

  async function load(imports) {
    const response = await fetch(config.wasm);
    if (!response.ok) throw new Error(`${config.wasm}: ${response.status}`);
    // Only the response itself, streamed, gets a place in the browser's code
    // cache; but streaming is refused if a proxy changed the type.
    const streams = response.headers.get("content-type") === "application/wasm";
    const { instance } = streams
      ? await WebAssembly.instantiateStreaming(response, imports)
      : await WebAssembly.instantiate(await response.arrayBuffer(), imports);
    return instance;
  }

  async function start() {
    const go = new Go();
    // Megabytes are easily cut off on the way: once more before anybody is told.
    const instance = await load(go.importObject).catch((err) => {
      console.info(err);
      return load(go.importObject);
    });
    await parsed;

    // The program replaces the textarea, and a word half composed would be lost.
    while (composing) await new Promise((done) => document.addEventListener("compositionend", done, { once: true }));
    notice = document.getElementById("boot-failed");
    running = true;
    const exit = go.run(instance); // returns when the program is mounted
    document.documentElement.dataset.boot = "done";
    if (config.worker) work(config.worker).catch(console.warn); // the desk runs without one, too
    await exit;
    throw new Error("the program has ended");
  }

  // The browser lets nobody make a script's URL but this policy, and it lets
  // through this one.
  async function work(url) {
    if (!navigator.serviceWorker) return; // plain http has none
    const createScriptURL = (asked) => {
      if (asked !== url) throw new TypeError("not the worker");
      return asked;
    };
    const policy = globalThis.trustedTypes?.createPolicy("boot", { createScriptURL }) ?? { createScriptURL };
    await navigator.serviceWorker.register(policy.createScriptURL(url), { scope: config.prefix });
    // A page that was on its way while the worker took over the others was missed.
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) active.postMessage("claim");
  }
  start().catch(fail);
})();
