// Debian's Chromium through what npm brought; nothing here knows what pages say.
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const fetched = createRequire(join(process.env.BUILDDIR ?? ".", "web/npm/package.json"));
const { chromium } = fetched("playwright-core");
export const AXE = fetched.resolve("axe-core/axe.min.js");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"];

/** A Chromium with a folder of its own; close() takes both away. */
export async function launch() {
  const folder = mkdtempSync(join(tmpdir(), "patchplan-browser-"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS, env: { ...process.env, HOME: folder },
  });
  return {
    /** A page of a new visitor: no cookies, nothing remembered. */
    async visitor(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000 * (process.env.PATCHPLAN_SLOW ?? 1));
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
