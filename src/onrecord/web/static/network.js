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
  const [ink, paper, accent, cue, quiet, lit] = ["--ink", "--paper", "--accent", "--cue", "--strong-line", "--lit-line"].map(colour);
  const sides = { for: colour("--for"), against: colour("--against"), both: quiet };
  const dashes = { for: [1, 0], against: [6, 3], both: [1, 3] };
  return [
    {
      selector: "node",
      style: {
        label: "data(shown)", width: "data(size)", height: "data(size)", "background-color": accent, color: ink, "font-size": 13,
        "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": 110, "min-zoomed-font-size": 7,
        "text-outline-color": paper, "text-outline-width": 2, "font-family": "system-ui, sans-serif",
      },
    },
    { selector: 'node[part="target"]', style: { shape: "rectangle", "background-color": paper, "border-width": 2, "border-color": cue } },
    ...Object.keys(sides).map((side) => ({
      selector: `edge[side="${side}"]`,
      style: { "line-color": sides[side], "line-style": side === "for" ? "solid" : "dashed", ...(side === "for" ? {} : { "line-dash-pattern": dashes[side] }) },
    })),
    { selector: "edge", style: { width: "data(width)", "curve-style": "haystack", opacity: 0.75 } },
    { selector: ".dim", style: { opacity: 0.12 } },
    { selector: "edge.lit", style: { opacity: 1, "z-index": 9 } },
    { selector: "node.lit", style: { "border-width": 3, "border-color": lit, "z-index": 9, "min-zoomed-font-size": 0 } },
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
    },
  }));
  const edges = found.edges.map((edge) => ({ data: { ...edge, width: 2 + 4.5 * Math.sqrt(edge.weight / heaviest) } }));
  return [...nodes, ...edges];
};

// A picture that stands in a place that lies is turned over, so that it can be shown larger.
const turned = (graph) => {
  const { w, h } = graph.nodes().boundingBox();
  if (h > w !== graph.height() > graph.width()) graph.nodes().positions((node) => ({ x: node.position("y"), y: node.position("x") }));
  graph.fit(24);
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
    layout: { name: "cose", animate: false, randomize: false, numIter: found.nodes.length > 60 ? 600 : 1500, nodeDimensionsIncludeLabels: true, idealEdgeLength: () => 90, nodeRepulsion: () => 9000, componentSpacing: 60, padding: 24, stop: ({ cy }) => turned(cy) },
  });
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
