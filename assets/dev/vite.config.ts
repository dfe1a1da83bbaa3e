// The development page built as it would be shipped, to measure it: npx vite build --config dev/vite.config.ts --outDir <folder>
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({ root: "dev", base: "./", plugins: [react()], build: { emptyOutDir: true } });
