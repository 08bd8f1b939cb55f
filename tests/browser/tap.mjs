// One line per case, as the other tests.
let n = 0;

export function ok(good, what, ...told) {
  n += 1;
  console.log(`${good ? "ok" : "not ok"} ${n} - ${what}`);
  if (!good) for (const line of told.flat().map(String).join("\n").split("\n")) console.log(`# ${line}`);
  return good;
}

export function note(text) {
  console.log(`# ${text}`);
}

/** A group of cases: what throws inside is a failed case, and the others still run. */
export async function group(what, run) {
  try {
    await run();
  } catch (error) {
    ok(false, `${what}: ${String(error).split("\n")[0]}`, error.stack);
  }
}

export function finish() {
  console.log(`1..${n}`);
}
