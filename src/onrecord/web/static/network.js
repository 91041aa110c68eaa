// Draws the network that the tables tell: hover to light up, click to read. Without it the tables are all there is.
const place = document.getElementById("network");
const told = place.querySelector(".graph-told");
const canvas = place.querySelector(".canvas");
const probe = place.querySelector(".graph-colours");
const usual = told.textContent;

// A colour as the theme has it now: a canvas cannot read light-dark().
const colour = (name) => {
  probe.style.color = `var(${name})`;
  const made = document.createElement("canvas").getContext("2d");
  made.fillStyle = getComputedStyle(probe).color;
  return made.fillStyle;
};

const styled = () => {
  const [ink, paper, accent, cue, quiet, lit] = ["--ink", "--paper", "--accent", "--cue", "--quiet", "--lit-line"].map(colour);
  const sides = { for: colour("--for"), against: colour("--against"), both: quiet };
  const dashes = { for: [1, 0], against: [6, 3], both: [2, 4] };
  return [
    {
      selector: "node",
      style: {
        label: "data(shown)", width: "data(size)", height: "data(size)", "background-color": accent, color: ink, "font-size": "data(font)",
        "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": "data(wide)",
        "text-outline-color": paper, "text-outline-width": 2, "font-family": "system-ui, sans-serif",
      },
    },
    { selector: 'node[part="target"]', style: { shape: "rectangle", "background-color": paper, "border-width": 2, "border-color": cue } },
    ...Object.keys(sides).map((side) => ({
      selector: `edge[side="${side}"]`,
      style: { "line-color": sides[side], "line-style": side === "for" ? "solid" : "dashed", ...(side === "for" ? {} : { "line-dash-pattern": dashes[side] }) },
    })),
    { selector: "edge", style: { width: "data(width)", "curve-style": "haystack", opacity: 0.75 } },
    { selector: ".mute", style: { "text-opacity": 0 } },
    { selector: ".dim", style: { opacity: 0.12 } },
    { selector: "edge.lit", style: { opacity: 1, "z-index": 9 } },
    { selector: "node.lit", style: { "border-width": 3, "border-color": lit, "z-index": 9, "text-opacity": 1 } },
  ];
};

const elements = (found) => {
  const most = Math.max(1, ...found.nodes.map((node) => node.statements));
  const heaviest = Math.max(1e-9, ...found.edges.map((edge) => edge.weight));
  // From a circle, so that the same network is the same picture each time.
  const radius = 30 * Math.sqrt(found.nodes.length) + 60;
  const nodes = found.nodes.map((node, number) => ({
    position: {
      x: radius * Math.cos((2 * Math.PI * number) / found.nodes.length),
      y: 0.7 * radius * Math.sin((2 * Math.PI * number) / found.nodes.length),
    },
    data: {
      ...node,
      shown: node.name.length > 40 ? `${node.name.slice(0, 38)}…` : node.name,
      size: 14 + 26 * Math.sqrt(node.statements / most),
      font: 13,
      wide: 110,
    },
  }));
  const edges = found.edges.map((edge) => ({ data: { ...edge, width: 2 + 4.5 * Math.sqrt(edge.weight / heaviest) } }));
  return [...nodes, ...edges];
};

// Puts nodes into a box (x, y, w, h). Half of each place is its rank, which makes room where many stand close.
const put = (nodes, box) => {
  const within = (axis) => {
    const at = nodes.map((node) => node.position(axis));
    const [least, most] = [Math.min(...at), Math.max(...at)];
    const order = [...at].sort((one, other) => one - other);
    return (value) => (at.length < 2 || most === least ? 0.5 : (value - least) / (most - least) / 2 + order.indexOf(value) / (at.length - 1) / 2);
  };
  const [across, down] = [within("x"), within("y")];
  nodes.positions((node) => ({ x: box.x + box.w * across(node.position("x")), y: box.y + box.h * down(node.position("y")) }));
};

// The largest group takes the room that its nodes need, the others stand beside or below it in rows.
const packed = (graph) => {
  const [first, ...others] = graph.elements().components().map((each) => each.nodes()).sort((one, other) => other.length - one.length);
  const scale = Math.max(1, Math.sqrt((graph.nodes().length * 9000) / (graph.width() * graph.height())));
  const [w, h] = [graph.width() * scale, graph.height() * scale];
  const small = others.reduce((sum, each) => sum + each.length, 0);
  const part = 1 - Math.min(0.5, (0.7 * small) / graph.nodes().length);
  const lies = w >= h;
  put(first, { x: 0, y: 0, w: lies ? w * part : w, h: lies ? h : h * part });
  if (others.length) {
    const strip = lies ? { x: w * part, y: 0, w: w * (1 - part), h } : { x: 0, y: h * part, w, h: h * (1 - part) };
    const columns = Math.max(1, Math.round(Math.sqrt((others.length * strip.w) / strip.h)));
    const cell = { w: strip.w / columns, h: strip.h / Math.ceil(others.length / columns) };
    others.forEach((each, number) => put(each, {
      x: strip.x + cell.w * ((number % columns) + 0.3), y: strip.y + cell.h * (Math.floor(number / columns) + 0.2), w: cell.w * 0.5, h: cell.h * 0.45,
    }));
  }
  graph.fit(24);
};

// Names keep a size that can be read; of names that would lie on each other, the one with most statements is shown.
const named = (graph) => {
  const font = Math.max(13, 11.5 / graph.zoom());
  graph.nodes().data({ font, wide: 8.5 * font }).removeClass("mute");
  const shown = [];
  for (const node of graph.nodes().toArray().sort((one, other) => other.data("statements") - one.data("statements"))) {
    const box = node.boundingBox({ includeNodes: false, includeEdges: false, includeOverlays: false });
    const hidden = shown.some((other) => box.x1 < other.x2 && other.x1 < box.x2 && box.y1 < other.y2 && other.y1 < box.y2);
    if (hidden) node.addClass("mute");
    else shown.push(box);
  }
};

const draw = async () => {
  const [answer, { default: cytoscape }] = await Promise.all([
    fetch(place.dataset.source, { headers: { Accept: "application/json" } }),
    import(place.dataset.library),
  ]);
  if (!answer.ok) return;
  const found = await answer.json();
  place.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const graph = cytoscape({
    container: canvas, elements: elements(found), style: styled(), minZoom: 0.15, maxZoom: 4,
    userZoomingEnabled: false, boxSelectionEnabled: false, autoungrabify: false,
    layout: { name: "cose", animate: false, randomize: false, numIter: found.nodes.length > 60 ? 600 : 1500, nodeDimensionsIncludeLabels: true, idealEdgeLength: () => 90, nodeRepulsion: () => 9000, stop: ({ cy }) => packed(cy) },
  });
  graph.on("zoom dragfree", () => named(graph));
  named(graph);
  const fit = () => graph.animate({ fit: { padding: 24 }, duration: calm ? 0 : 150 });
  const light = (which) => {
    graph.elements().addClass("dim");
    which.closedNeighborhood().union(which.connectedNodes()).removeClass("dim");
    which.addClass("lit");
    const { words, statements } = which.data();
    told.textContent = which.isEdge() ? `${words}: ${statements} statement${statements === 1 ? "" : "s"}.` : `${words}.`;
    canvas.style.cursor = "pointer";
  };
  const calmDown = () => {
    graph.elements().removeClass("dim lit");
    told.textContent = usual;
    canvas.style.cursor = "";
  };
  graph.on("mouseover", "node, edge", (event) => { calmDown(); light(event.target); });
  graph.on("mouseout", "node, edge", calmDown);
  // A finger has no hover: the first tap tells, the second follows.
  let tapped = null;
  graph.on("tap", (event) => {
    if (event.target === graph) { tapped = null; calmDown(); return; }
    const touch = event.originalEvent?.type?.startsWith("touch") || event.originalEvent?.pointerType === "touch";
    if (touch && tapped !== event.target) { tapped = event.target; calmDown(); light(event.target); return; }
    location.assign(event.target.data("href"));
  });
  place.querySelector(".graph-tools").addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "fit") fit();
    else if (what) graph.zoom({ level: graph.zoom() * (what === "in" ? 1.35 : 1 / 1.35), renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 } });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(styled()));
  addEventListener("resize", () => graph.resize());
  place.dataset.drawn = "true";
};

draw();
