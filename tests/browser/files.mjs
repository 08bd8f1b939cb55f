// Files that pages lead to, as the lines that people come to read in them.
import { execFileSync } from "node:child_process";

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
const plain = (html) => html.replace(/<(style|script)[^]*?<\/\1>/g, "").replace(/<\/(p|li|t[dhr]|h\d|text|title|div|caption)>|<br>/g, "\n").replace(/<[^>]*>/g, "")
  .replace(/&([a-z]+|#39);/g, (whole, name) => ENTITIES[name] ?? whole);

const READERS = {
  "application/pdf": (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, maxBuffer: 1e8 }).toString(),
  "text/csv": (bytes) => bytes.toString().split("\n")[0], // what follows are names and places
  "text/calendar": (bytes) => bytes.toString().replace(/\r?\n[ \t]/g, "").split("\n").filter((line) => /^(SUMMARY|DESCRIPTION|LOCATION|X-WR-CALNAME)/.test(line))
    .map((line) => line.slice(line.indexOf(":") + 1)).join("\n"),
  "text/html": (bytes) => plain(bytes.toString()),
  "image/svg+xml": (bytes) => plain(bytes.toString()),
  "text/plain": (bytes) => bytes.toString(),
};

/** The file behind a link, with the session of `page`, read into what was seen of the town. */
export async function readFile(page, town, url) {
  const answer = await page.context().request.get(url);
  const type = answer.headers()["content-type"].split(";")[0];
  const text = READERS[type]?.(await answer.body()) ?? "";
  town.seen.addFile(url, text.split("\n").map((line) => line.trim()).filter(Boolean));
  return { status: answer.status(), type };
}
