// One line per case, as the other tests. Groups run side by side: each case says to which it belongs.
import { AsyncLocalStorage } from "node:async_hooks";

let n = 0;
const belonging = new AsyncLocalStorage();

export function ok(good, what, ...told) {
  n += 1;
  const whose = belonging.getStore();
  console.log(`${good ? "ok" : "not ok"} ${n} - ${whose ? `${whose}: ` : ""}${what}`);
  if (!good) for (const line of told.flat().map(String).join("\n").split("\n")) console.log(`# ${line}`);
  return good;
}

export function note(text) {
  console.log(`# ${text}`);
}

/** A group of cases: what throws inside is a failed case, and the others still run. */
export function group(what, run) {
  const whole = [belonging.getStore(), what].filter(Boolean).join(", ");
  return belonging.run(whole, async () => {
    try {
      await run();
    } catch (error) {
      ok(false, String(error).split("\n")[0], error.stack);
    }
  });
}

export function finish() {
  console.log(`1..${n}`);
}
