// What makes pages easier to use where scripts run; every page works without.
import { initAll } from "/vendor/govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
