// The loader: a guest in somebody else's page. It adds one element and one
// global, `parley`; nothing else happens before the visitor's click.
//
//   <script src="https://chat.example/widget.js?site=SITE_ID" data-site="SITE_ID" async></script>
//   data-color="#0a7"        the launcher's colour, white on it must be legible
//   data-position="left"     or "right"; else the end side of the page's language
//   data-lang="de"           else the page's language, or the first of the browser's that we speak
//
// With ?site=SITE_ID in its address the server puts the look of the site's
// launcher before it, as parleyLook; attributes outrank that. What the page asked
// of parley earlier is in an array of [name, ...arguments]: see README.
(() => {
  "use strict";
  // An element with id="parley" is a property of window too, but not its own.
  const early = Object.hasOwn(window, "parley") ? window.parley : [];
  if (!Array.isArray(early)) return;
  const script = document.currentScript;
  const { site, color, position, lang } = script?.dataset ?? {};
  const look = typeof parleyLook === "object" ? parleyLook : {};
  if (!site) {
    console.error('Parley: give the script tag your site\'s id: <script src="…/widget.js" data-site="SITE_ID" async></script>');
    return;
  }

  const base = new URL(script.src).origin;
  const page = document.documentElement;
  const rtl = getComputedStyle(page).direction === "rtl";
  const wanted = position || look.side;
  const side = wanted === "left" || (rtl && wanted !== "right") ? "left" : "right";
  // Frame, launcher, and what is unread.
  const words = {
    en: ["Chat", "Open chat", (n) => `, ${n} unread message${n > 1 ? "s" : ""}`],
    de: ["Chat", "Chat öffnen", (n) => `, ${n} ungelesene Nachricht${n > 1 ? "en" : ""}`],
    ar: ["الدردشة", "فتح الدردشة", (n) => `، الرسائل غير المقروءة: ${n}`],
  };
  const language = [lang, page.lang, ...navigator.languages, "en"]
    .map((tag) => String(tag).split("-")[0].toLowerCase())
    .find((tag) => Object.hasOwn(words, tag));
  const [chat, openChat, unreadMessages] = words[language];
  const fullScreen = "(max-width:640px),(max-height:480px)";

  // A constructed sheet is not subject to the page's style-src, and no rule of
  // the page outranks :host with !important.
  const styles = sheet(`
:host{all:initial!important;position:fixed!important;z-index:var(--parley-z-index,2147483000)!important}
button{--accent:#1d4ed8;--on:#fff;box-sizing:border-box;position:fixed;${side}:calc(20px + env(safe-area-inset-${side}));bottom:calc(20px + env(safe-area-inset-bottom));display:flex;align-items:center;gap:10px;min-width:56px;max-width:calc(100vw - 40px);height:56px;padding:0 12px;border:1px solid transparent;border-radius:28px;background:var(--accent);color:var(--on);font:600 15px system-ui,sans-serif;box-shadow:0 1px 6px #0000000f,0 2px 24px #00000038;cursor:pointer;-webkit-tap-highlight-color:transparent}
[aria-expanded=true]{visibility:hidden;opacity:0}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px;box-shadow:0 0 0 2px #fff,0 0 0 6px #fff}
svg{flex:none;width:30px;height:30px;fill:currentColor}
b{overflow:hidden;padding-inline-end:8px;font:inherit;line-height:1.4;text-overflow:ellipsis;white-space:nowrap}
b:empty{display:none}
span{position:absolute;top:-6px;${side}:-6px;box-sizing:border-box;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#d31f2a;color:#fff;box-shadow:0 0 0 2px #fff;font:600 12px/22px system-ui,sans-serif;font-variant-numeric:tabular-nums}
span:empty{display:none}
iframe{color-scheme:light dark;position:fixed;${side}:calc(20px + env(safe-area-inset-${side}));bottom:calc(20px + env(safe-area-inset-bottom));width:400px;height:min(704px,100dvh - 40px);min-height:250px;border:0;border-radius:16px;background:Canvas;outline:1px solid #80808026;box-shadow:0 5px 40px rgba(0,0,0,.16);visibility:hidden;opacity:0;transform:scale(.9);transform-origin:bottom ${side}}
[aria-expanded=true]~iframe{visibility:visible;opacity:1;transform:none}
@media(prefers-reduced-motion:no-preference){
button{transition:transform .2s ease-out,opacity .2s ease-out}
button[aria-expanded=true]{transition:opacity .12s ease-out,visibility 0s .12s}
button:active{transform:scale(.9)}
iframe{transition:transform .2s ease-out,opacity .2s ease-out,visibility 0s .2s}
[aria-expanded=true]~iframe{transition-delay:0s}
}
@media(prefers-reduced-motion:no-preference) and (hover:hover){button:hover:not(:active){transform:scale(1.05)}}
@media ${fullScreen}{
iframe{inset:0;width:100vw;height:100dvh;border-radius:0;outline:0;box-shadow:none}
}
@media print{:host{display:none!important}}`);
  const locked = sheet(":root{overflow:hidden!important}");

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [styles];

  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-controls", "panel");
  if (color && CSS.supports("color", color)) button.style.setProperty("--accent", color);
  else if (look.color) {
    button.style.setProperty("--accent", look.color);
    button.style.setProperty("--on", look.text_color);
  }
  const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": true });
  icon.append(svg("path", { d: "M6.5 4h11A3.5 3.5 0 0 1 21 7.5v6a3.5 3.5 0 0 1-3.5 3.5h-5.7l-4.3 3.7V17h-1A3.5 3.5 0 0 1 3 13.5v-6A3.5 3.5 0 0 1 6.5 4z" }));
  const text = document.createElement("b");
  text.dir = "auto";
  text.textContent = look.text || "";
  const badge = document.createElement("span");
  button.append(icon, text, badge);
  root.append(button);

  const life = new AbortController(); // ends every listener
  const events = new EventTarget(); // keeps one listener's error from the others and from us
  let frame, opener, scroll, wasInert;
  let open = false, ready = false, covering = false, leaving = false, unread = 0;

  function sheet(text) {
    const s = new CSSStyleSheet();
    s.replaceSync(text);
    return s;
  }

  // Built one by one, because the page may forbid to parse markup.
  function svg(name, attributes) {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    return e;
  }

  function on(type, f) {
    const g = (e) => f(e.detail);
    events.addEventListener(type, g);
    return () => events.removeEventListener(type, g);
  }

  function emit(type, detail) {
    events.dispatchEvent(new CustomEvent(type, { detail }));
  }

  function listen(target, type, f) {
    target.addEventListener(type, f, { signal: life.signal });
  }

  function draw() {
    button.setAttribute("aria-expanded", open);
    button.setAttribute("aria-label", (look.text || openChat) + (unread ? unreadMessages(unread) : ""));
    badge.textContent = open || !unread ? "" : unread > 99 ? "99+" : unread;
  }

  function tellFrame() {
    if (ready) frame.contentWindow.postMessage({ parley: 1, t: open ? "shown" : "hidden" }, base);
  }

  function load() {
    frame = document.createElement("iframe");
    frame.id = "panel";
    frame.title = look.title || chat;
    frame.allow = "clipboard-write" + (look.calls ? ";microphone;camera" : "");
    frame.src = `${base}/widget?site=${encodeURIComponent(site)}&o=${encodeURIComponent(location.origin)}&p=${encodeURIComponent(location.pathname)}&lang=${language}`;
    root.append(frame);
    frame.getBoundingClientRect(); // it must have been closed once to be seen opening

    listen(window, "message", (e) => {
      if (e.source !== frame.contentWindow || e.origin !== base || !e.data) return;
      const { parley, t, v, type, thread_id } = e.data;
      if (type === "THREAD_ID_FROM_IFRAME") emit("thread", thread_id);
      if (parley !== 1) return;
      if (t === "close") toggle(false);
      if (t === "ring") toggle(true, true);
      if (t === "ready") {
        ready = true;
        tellFrame();
        emit(t);
      }
      if (t === "unread") {
        unread = Math.max(0, v | 0);
        draw();
        emit(t, unread);
      }
    });
    // Escape belongs to whatever the visitor is in: to us only if that is us, or nothing.
    listen(window, "keydown", (e) => e.key === "Escape" && !e.defaultPrevented && idle() && toggle(false));
    listen(window, "popstate", () => {
      const byUs = leaving;
      leaving = false;
      if (!covering) return;
      if (byUs) enter();
      else if (!history.state?.parley) toggle(false);
    });
    listen(matchMedia(fullScreen), "change", cover);
    listen(visualViewport, "resize", fit);
    listen(visualViewport, "scroll", fit);
  }

  // idle says that the focus is with us or nowhere.
  function idle() {
    const at = document.activeElement;
    return !at || at === host || at === document.body;
  }

  // In full screen the panel is a page of its own: the one behind it neither
  // scrolls nor takes the focus, and Back leaves it.
  function cover() {
    const to = open && matchMedia(fullScreen).matches;
    if (to === covering) return;
    covering = to;
    if (to) {
      scroll = { left: scrollX, top: scrollY, behavior: "instant" };
      wasInert = document.body.inert;
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, locked];
      enter();
    } else {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== locked);
      scrollTo(scroll);
      leaving = Boolean(history.state?.parley);
      if (leaving) history.back();
    }
    document.body.inert = to || wasInert;
    fit();
  }

  // The entry keeps the page's own state, whose router will see it again. A way
  // back that has begun must end first: it would take a new entry with it.
  function enter() {
    if (!leaving && !history.state?.parley) history.pushState({ ...history.state, parley: 1 }, "");
  }

  // The keyboard of a phone shrinks only the visual viewport; so does zooming
  // in, which is the visitor's own business.
  function fit() {
    const v = visualViewport;
    const resize = covering && v.scale < 1.1;
    frame.style.height = resize ? v.height + "px" : "";
    frame.style.top = resize ? v.offsetTop + "px" : "";
  }

  // Nobody who is called loses the focus of what they are at.
  function toggle(to = !open, called) {
    if (to === open || life.signal.aborted) return;
    const ours = idle();
    if (to) {
      opener = ours ? button : document.activeElement;
      if (!frame) load();
    }
    open = to;
    draw();
    cover();
    if (open) called || frame.focus();
    else if (ours) (opener.isConnected ? opener : button).focus({ preventScroll: true });
    tellFrame();
    emit(open ? "open" : "close");
  }

  listen(button, "click", () => toggle());
  draw();
  // Beside body, not in it: so body as a whole can be made inert, and a
  // transform on it does not move us.
  page.append(host);

  const api = {
    open: () => toggle(true),
    close: () => toggle(false),
    toggle: () => toggle(),
    on,
    destroy() {
      toggle(false);
      life.abort();
      host.remove();
      delete window.parley;
    },
  };
  window.parley = api;
  for (const call of early) call.off = api[call[0]]?.(...call.slice(1));
})();
