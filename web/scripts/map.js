// The patches on a map: an addition to the page, which says everything without it. The map shows where patches are and leads
// to their pages; metres of the national grid on a plain ground, nothing fetched from another host.
import "/vendor/leaflet.js";

const L = window.L;
// Pale fills that text stands on with a contrast of 9 or more; patches are told apart by their names and borders, too.
const fills = ["#cfe3e8", "#f3e2c4", "#dcd6ea", "#d5e8cf", "#f2d5d5", "#e6e6dc"];
const border = "#3d5257";
const hereBorder = "#0a3740";

function borderOf(isHere) {
  return { color: isHere ? hereBorder : border, weight: isHere ? 4 : 1.25, fillOpacity: isHere ? 1 : 0.75 };
}

// Pairs east, north as Leaflet wants them (north first), counted from a corner of the area to keep numbers short.
function ringOf(numbers, origin) {
  const ring = [];
  for (let i = 0; i < numbers.length; i += 2) ring.push([numbers[i + 1] - origin[1], numbers[i] - origin[0]]);
  return ring;
}

function originOf(patches) {
  const least = [Infinity, Infinity];
  for (const patch of patches)
    for (const ring of patch.rings)
      for (let i = 0; i < ring.length; i++) least[i % 2] = Math.min(least[i % 2], ring[i]);
  return least;
}

function textElement(text) {
  const span = document.createElement("span");
  span.textContent = text; // names come from people: as text, never as HTML
  return span;
}

function addPatch(map, patch, origin, isHere) {
  const shape = L.polygon(patch.rings.map((ring) => ringOf(ring, origin)), {
    ...borderOf(isHere), fillColor: fills[patch.colour % fills.length], smoothFactor: 0.5,
  });
  shape.bindTooltip(textElement(`Patch ${patch.id}`), { sticky: true });
  shape.on("mouseover", () => shape.setStyle({ weight: 4, fillOpacity: 1 }));
  shape.on("mouseout", () => shape.setStyle(borderOf(isHere)));
  shape.on("click", () => window.location.assign(patch.href));
  shape.addTo(map);
  const icon = L.divIcon({ className: isHere ? "map-name is-here" : "map-name", html: textElement(patch.id) });
  const name = L.marker([patch.label[1] - origin[1], patch.label[0] - origin[0]],
    { icon, interactive: false, keyboard: false });
  return { patch, shape, name, isHere };
}

// Names that have room in their patch, or stand for the one that is looked at; the others appear nearer.
function showNames(map, entries) {
  for (const entry of entries) {
    const box = entry.shape.getBounds();
    const from = map.latLngToLayerPoint(box.getSouthWest());
    const to = map.latLngToLayerPoint(box.getNorthEast());
    const room = Math.min(to.x - from.x, 2.5 * (from.y - to.y));
    const fits = entry.isHere || room > 8 * entry.patch.id.length + 12;
    if (fits) entry.name.addTo(map);
    else entry.name.remove();
  }
}

function draw(section, patches) {
  const here = section.dataset.here;
  const origin = originOf(patches);
  section.hidden = false; // before Leaflet measures the room it has
  const map = L.map(section.querySelector(".map"), {
    crs: L.CRS.Simple, minZoom: -9, maxZoom: 1, zoomSnap: 0.25, attributionControl: false, scrollWheelZoom: false,
    fadeAnimation: false, zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.setView([0, 0], -5);
  const entries = patches.filter((patch) => patch.id !== here).map((patch) => addPatch(map, patch, origin, false));
  const own = patches.find((patch) => patch.id === here);
  if (own) entries.push(addPatch(map, own, origin, true));
  const all = entries.reduce((box, entry) => box.extend(entry.shape.getBounds()), L.latLngBounds([]));
  map.fitBounds(own ? entries[entries.length - 1].shape.getBounds().pad(0.4) : all, { animate: false, padding: [12, 12] });
  map.setMinZoom(Math.min(map.getBoundsZoom(all) - 0.5, map.getZoom()));
  map.setMaxBounds(all.pad(0.5));
  map.on("zoomend", () => showNames(map, entries));
  showNames(map, entries);
  return map;
}

// The mouse wheel scrolls the page until somebody works with the map.
function takeWheel(map) {
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
}

for (const section of document.querySelectorAll("[data-map]")) {
  const answer = await fetch(section.dataset.map);
  const { patches } = answer.ok ? await answer.json() : { patches: [] };
  if (patches.length && (!section.dataset.here || patches.some((patch) => patch.id === section.dataset.here))) {
    takeWheel(draw(section, patches));
    section.dataset.drawn = "yes";
  }
}
