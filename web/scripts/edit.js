// Tells what moving would do as soon as something is ticked. Without scripts the button "Show effect" tells the same.
const form = document.querySelector("form[data-effect]");
const told = document.getElementById("live-effect");
const WAIT_MS = 120;
let asked = 0;

function words(effect) {
  const best = effect.moves[0];
  if (!best) return `${effect.homes} homes chosen. No other patch lies beside them.`;
  const rules = best.keepsRules ? "every rule is kept" : best.trouble;
  return (
    `${effect.homes} homes chosen. To ${best.to}: ${rules}. ${best.otherOfficer} homes get another named officer. ` +
    `Average distance ${best.distanceBefore} m before, ${best.distance} m after.`
  );
}

async function ask(number) {
  const fields = new URLSearchParams(new FormData(form));
  if (!fields.has("unit")) {
    told.textContent = "";
    return;
  }
  const answer = await fetch(form.dataset.effect, { method: "POST", body: fields });
  const json = await answer.json();
  if (number === asked) told.textContent = answer.ok ? words(json) : json.detail;
}

if (form && told) {
  form.addEventListener("change", () => {
    asked += 1;
    const number = asked;
    setTimeout(() => {
      if (number === asked) ask(number).catch(() => (told.textContent = ""));
    }, WAIT_MS);
  });
}
