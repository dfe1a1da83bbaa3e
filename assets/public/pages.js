// What the pages around the canvas need in the browser: the theme switch, posting buttons, the search key.
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
    button.querySelector("use")?.setAttribute("href", `/assets/icons.svg#${{ auto: "circle", light: "sun", dark: "moon" }[theme]}`);
  }
}

async function post(button) {
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.post, { method: button.dataset.method || "POST" });
    if (!answer.ok) throw new Error(((await answer.json()).error ?? {}).what || answer.statusText);
    location.assign(button.dataset.then || location.href);
  } catch (error) {
    button.disabled = false;
    button.setAttribute("data-refused", "");
    button.title = error.message;
    window.alert(error.message);
  }
}

async function bring(input) {
  const says = document.querySelector("[data-import-says]");
  const [file] = input.files;
  input.value = "";
  try {
    const answer = await fetch("/api/v1/workflows/import", { method: "POST", body: file });
    const body = await answer.json();
    if (!answer.ok) throw new Error([body.error?.what, body.error?.why, body.error?.fix].filter(Boolean).join(" "));
    location.assign(`/workflows/${encodeURIComponent(body.id)}`);
  } catch (error) {
    says.textContent = `${file.name}: ${error.message}`;
    says.hidden = false;
  }
}

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-import]") && event.target.files?.length) void bring(event.target);
});
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
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.querySelector("[data-search-key]");
  if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(stored()));
new MutationObserver(() => { if (document.querySelector("[data-theme-switch]:not([title])")) show(stored()); })
  .observe(document.documentElement, { childList: true, subtree: true });
show(stored());
