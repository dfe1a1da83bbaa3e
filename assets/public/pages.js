// What the pages around the canvas need in the browser: the theme switch, posting buttons, imports, the search key.
const THEMES = ["auto", "light", "dark"];
const WORDS = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

function stored() {
  try { return THEMES.includes(localStorage.getItem("treadle-theme")) ? localStorage.getItem("treadle-theme") : "auto"; }
  catch { return "auto"; } // storage may be switched off
}

function show(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.body?.classList.toggle("body--dark", dark);
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.setAttribute("aria-label", WORDS[theme]);
    button.title = WORDS[theme];
    button.querySelector("use")?.setAttribute("href", `/assets/icons.svg#${{ auto: "sun-moon", light: "sun", dark: "moon" }[theme]}`);
  }
}

async function post(button) {
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.post, { method: button.dataset.method || "POST" });
    if (!answer.ok) return notice(await refusal(answer));
    location.assign(button.dataset.then || location.href);
  } catch (error) {
    notice(unreached(error));
  } finally {
    button.disabled = false;
  }
}

async function importFile(input) {
  const file = input.files?.[0];
  if (!file) return;
  try {
    const answer = await fetch("/api/v1/workflows/import", { method: "POST", headers: { "content-type": "application/json" }, body: file });
    if (!answer.ok) {
      const error = await refusal(answer);
      return notice({ ...error, where: [file.name, error.where].filter(Boolean).join(", ") });
    }
    location.assign(`/workflows/${encodeURIComponent((await answer.json()).id)}`);
  } catch (error) {
    notice(unreached(error));
  } finally {
    input.value = ""; // so that the same file, mended, may be chosen again
  }
}

async function refusal(answer) {
  const body = await answer.json().catch(() => null); // a proxy between may answer in something else
  if (typeof body?.detail === "string") return { ...body, what: body.detail };
  return { what: `The server answered ${answer.status} ${answer.statusText}.`, fix: "Try again." };
}

function unreached(error) {
  return { what: "The server did not answer.", why: error.message, fix: "See that Treadle runs, then try again." };
}

/** Shows an error in its four lines until it is closed. */
function notice(error) {
  const box = document.createElement("div");
  box.className = "treadle notice is-failed";
  box.setAttribute("role", "alert");
  const lines = document.createElement("dl");
  lines.className = "fourline";
  for (const [title, text] of [["What", error.what], ["Where", error.where], ["Why", error.why], ["Fix", error.fix]]) {
    if (!text) continue;
    lines.append(Object.assign(document.createElement("dt"), { textContent: title }));
    lines.append(Object.assign(document.createElement("dd"), { textContent: text, className: title === "What" ? "strong" : "" }));
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn tight", textContent: "Close" });
  close.addEventListener("click", () => box.remove());
  box.append(lines, close);
  document.querySelector(".notice")?.remove();
  document.body.append(box);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-theme-switch]")) {
    const next = THEMES[(THEMES.indexOf(stored()) + 1) % THEMES.length];
    try { localStorage.setItem("treadle-theme", next); } catch { /* storage may be switched off: it holds for this page */ }
    show(next);
  }
  const button = target?.closest("[data-post]");
  if (button && (!button.dataset.ask || window.confirm(button.dataset.ask))) {
    event.preventDefault();
    void post(button);
  }
});
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-import]")) void importFile(event.target);
});
// Choosing a filter applies it; stepping through the choices of a closed list by keys does not, the button is there for that.
let stepped = false;
const applying = (target) => (target instanceof HTMLSelectElement && target.form?.matches("[data-applies]") ? target : null);
document.addEventListener("pointerdown", (event) => { if (applying(event.target)) stepped = false; });
document.addEventListener("change", (event) => {
  const select = applying(event.target);
  if (select === null || stepped) return;
  try { sessionStorage.setItem("treadle-focus", select.name); } catch { /* storage may be switched off: the focus is lost */ }
  select.form.requestSubmit();
});

/** Gives the keyboard back to the filter that was applied; false while the page is not drawn yet. */
function refocus(name) {
  const select = document.querySelector(`[data-applies] select[name="${CSS.escape(name)}"]`);
  if (document.activeElement === document.body) select?.focus();
  return select !== null;
}

function applied() {
  try {
    const name = sessionStorage.getItem("treadle-focus");
    sessionStorage.removeItem("treadle-focus");
    return name;
  } catch { return null; } // storage may be switched off
}

const filter = applied();
if (filter !== null && !refocus(filter)) {
  new MutationObserver((_changes, watch) => { if (refocus(filter)) watch.disconnect(); })
    .observe(document.documentElement, { childList: true, subtree: true });
}

document.addEventListener("keydown", (event) => {
  if (applying(event.target)) stepped = !["Enter", "Tab", " "].includes(event.key);
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.querySelector("[data-search-key]");
  if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
});
// NiceGUI shows this on every page when its connection is gone, in words that people may take for the end of it.
const popup = document.getElementById("popup");
if (popup) {
  popup.setAttribute("role", "status");
  popup.replaceChildren(...["Reconnecting…", "The server does not answer. The page goes on once it does."].map(
    (text) => Object.assign(document.createElement("span"), { textContent: text })));
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(stored()));
new MutationObserver(() => { if (document.querySelector("[data-theme-switch]:not([title])")) show(stored()); })
  .observe(document.documentElement, { childList: true, subtree: true });
show(stored());
