// Follows long work without reloading; at its end the page is loaded once more, with the result.
const job = document.getElementById("job");

function set(id, text) {
  const element = document.getElementById(id);
  if (element && element.textContent !== (text ?? "")) element.textContent = text ?? "";
}

function show(state) {
  set("job-state", state.stateWords);
  set("job-phase", state.phase);
  set("job-note", state.note);
  set("job-stop", state.stopWords);
  const progress = document.getElementById("job-progress");
  if (progress && state.percent !== undefined) progress.value = state.percent;
}

if (job) {
  const events = new EventSource(`/jobs/${job.dataset.job}/events`);
  events.addEventListener("job", (event) => {
    const state = JSON.parse(event.data);
    show(state);
    if (!state.open) {
      events.close();
      location.reload();
    }
  });
  // Signed out meanwhile: the page says so.
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) location.reload();
  });
}
