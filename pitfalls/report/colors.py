"""One color a meaning, in every figure and on every page: what is measured, and the words of the verdicts."""

MEASURES = {
    "proxy": "#d95f02",
    "proxy_removed": "#f2b134",
    "proxy_reversed": "#8c510a",
    "attack": "#111111",
    "probe": "#0072b2",
    "balanced": "#56b4e9",
    "knn": "#009e9e",
    "second": "#cc79a7",
    "logistic": "#003f6b",
    "probe_10": "#7f9fc6",
    "probe_1": "#b7c7dd",
    "saturation": "#b8860b",
}
REFERENCES = {"floor": "#666666", "ceiling": "#666666", "chance": "#b0b0b0"}  # told apart by their lines
BAND = "#e4e4e4"  # effects too small to count
WORDS = {
    "holds": "#1b7f4d",
    "contradicted": "#b3261e",
    "equivalent": "#6a3d9a",
    "undecided": "#444444",
    "not testable": "#7a6a00",
}
TERMINAL = {"holds": "bold green", "contradicted": "bold red", "equivalent": "bold magenta"}
TERMINAL |= {"undecided": "bold", "not testable": "bold yellow"}
