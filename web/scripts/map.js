// The patches on a map: an addition to the page, which says everything without it. The map shows where patches are and leads
// to their pages; metres of the national grid on a plain ground, nothing fetched from another host.
import "/vendor/leaflet.js";

const L = window.L;
// Pale fills that text stands on with a contrast of 9 or more, each with lines of its own, for those who see no colours.
const fills = [
  { ground: "#d3e6eb", line: "#b3d0d8", path: "" },
  { ground: "#f5e6cb", line: "#dcc59b", path: "M0 8 8 0M-2 2 2-2M6 10 10 6" },
  { ground: "#e1dbee", line: "#c3b8dc", path: "M4 3v2" },
  { ground: "#dcedd6", line: "#b5d3aa", path: "M0 4h8" },
  { ground: "#f5dcdc", line: "#e0b4b4", path: "M0 0 8 8M-2 6 2 10M6-2 10 2" },
  { ground: "#eaeae0", line: "#cdcdbb", path: "M4 0v8" },
];
const border = "#3d5257";
const hereBorder = "#0a3740";

function borderOf(isHere) {
  return { color: isHere ? hereBorder : border, weight: isHere ? 4 : 1.25, fillOpacity: 1 };
}

function svgElement(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The fills as patterns that paths name: url(#fill-3).
function addPatterns(section) {
  const patterns = fills.map(({ ground, line, path }, i) => svgElement("pattern",
    { id: `fill-${i}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    svgElement("path", { d: "M0 0h8v8H0z", fill: ground }),
    svgElement("path", { d: path, stroke: line, "stroke-width": 2, fill: "none" })));
  section.append(svgElement("svg", { width: 0, height: 0, "aria-hidden": "true", class: "hidden" }, svgElement("defs", {}, ...patterns)));
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
    ...borderOf(isHere), fillColor: `url(#fill-${patch.colour % fills.length})`, smoothFactor: 0.5,
  });
  shape.bindTooltip(textElement(`Patch ${patch.id}`), { sticky: true });
  shape.on("mouseover", () => shape.setStyle({ weight: 4 }));
  shape.on("mouseout", () => shape.setStyle(borderOf(isHere)));
  shape.on("click", () => window.location.assign(patch.href));
  shape.addTo(map);
  const icon = L.divIcon({ className: isHere ? "map-name is-here" : "map-name", html: textElement(patch.id) });
  const name = L.marker([patch.label[1] - origin[1], patch.label[0] - origin[0]],
    { icon, interactive: false, keyboard: false });
  return { patch, shape, name, isHere };
}

// What a patch takes of the screen, and what its name would.
function boxesOf(map, { shape, name, patch }) {
  const ground = L.bounds(map.latLngToLayerPoint(shape.getBounds().getSouthWest()), map.latLngToLayerPoint(shape.getBounds().getNorthEast()));
  const half = L.point(4 * patch.id.length + 6, 9);
  const middle = map.latLngToLayerPoint(name.getLatLng());
  return { ground: ground.getSize(), name: L.bounds(middle.subtract(half), middle.add(half)) };
}

// Names that have room in their patch and cover no other, the larger patch first; the others appear nearer. The patch that is
// looked at has its name always.
function showNames(map, entries) {
  const taken = [];
  const measured = entries.map((entry) => ({ entry, ...boxesOf(map, entry) }));
  measured.sort((a, b) => b.entry.isHere - a.entry.isHere || b.ground.x * b.ground.y - a.ground.x * a.ground.y);
  for (const { entry, ground, name } of measured) {
    const hasRoom = name.getSize().x < Math.min(ground.x, 2.5 * ground.y) && !taken.some((other) => other.intersects(name));
    if (hasRoom || entry.isHere) taken.push(name) && entry.name.addTo(map);
    else entry.name.remove();
  }
}

function draw(section, patches) {
  const here = section.dataset.here;
  const origin = originOf(patches);
  addPatterns(section);
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

// None where they cannot be had, or nobody waits for them any more: then there is no map.
async function fetchPatches(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).patches : [];
  } catch {
    return [];
  }
}

for (const section of document.querySelectorAll("[data-map]")) {
  const patches = await fetchPatches(section.dataset.map);
  section.dataset.drawn = "no";
  if (patches.length && (!section.dataset.here || patches.some((patch) => patch.id === section.dataset.here))) {
    takeWheel(draw(section, patches));
    section.dataset.drawn = "yes";
  }
}
