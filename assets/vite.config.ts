import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig(({ command }) => ({
  plugins: [react()],
  // React asks for it at run time, and a library build leaves it in; the tests want React's own warnings.
  define: command === "build" ? { "process.env.NODE_ENV": '"production"' } : {},
  build: {
    outDir: "built",
    emptyOutDir: true,
    target: "es2022",
    // The notices of all that is bundled, which have to be shipped beside it.
    license: { fileName: "licenses.md" },
    lib: { entry: "src/index.ts", formats: ["es"], fileName: () => "index.js" },
    rolldownOptions: {
      // NiceGUI's import map provides the page's own Vue.
      external: ["vue"],
      // Said here because a library build keeps its white space otherwise.
      output: { minify: true, codeSplitting: false },
    },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
}));
