// The editor against a small stand-in for Python, to look at and to measure: npx vite, then /dev/index.html.
// ?scene=example (default) empty wide big run | &theme=dark | &n=500 (big) | &ran=ok failed live (a last run to start with)
import "@fontsource-variable/inter";
import { createRoot } from "react-dom/client";
import { App } from "../src/App";
import { setTransport } from "../src/server/transport";
import { appendStyles } from "../src/shell/styles";
import { receive, start } from "../src/state/receive";
import { scenes } from "./mock/documents";
import { Server } from "./mock/server";

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) document.documentElement.dataset["theme"] = theme;

const scene = query.get("scene") ?? "example";
const make = scenes[scene === "run" ? "wide" : scene] ?? scenes["example"];
if (!make) throw new Error("no scene");
const server = new Server(make(Number(query.get("n") ?? 500)), receive);
server.answerFetch();
setTransport(server.emit);
appendStyles();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);

const ran = query.get("ran") ?? (scene === "run" ? "failed" : null);
if (ran === "ok" || ran === "failed") server.runAtOnce(ran === "failed" ? "post" : null);
await start(scene === "run" ? "run" : "edit", server.document.id, scene === "run" ? server.lastRun : null);
if (ran === "live") server.emit("run", { input: null });
Object.assign(window, { server });
