"""Where each node stands: columns from source to disease, computed beforehand, never by chance.

Plain arithmetic over sorted names: the same data give the same picture on every machine, in
milliseconds, and no two labels overlap. (A force-directed picture of 1,500 nodes took networkx
7 seconds, needs scipy, and says less: here left to right always means cause to outcome.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from textwrap import wrap

from msc_graph.records import Entity, Statement
from msc_graph.render.depth import depths_of
from msc_graph.render.wording import predicate_of
from msc_graph.vocabulary import Predicate

__all__ = [
    "BAND_TITLES",
    "COLUMN_WIDTH",
    "LINE_HEIGHT",
    "MARK_HEIGHT",
    "ROW_GAP",
    "assign_bands",
    "compute_layout",
    "wrap_label",
]

#: Title and categories of each band of columns, from left to right; all others stand at the right.
_BANDS = (
    ("source", ("MSCSource",)),
    ("preparation", ("CellPreparation", "VesiclePreparation", "Combination")),
    ("cargo", ("MicroRNA", "CircularRNA", "LongNoncodingRNA", "NucleicAcid")),
    ("target", ("Protein", "FamilyOrComplex", "SmallMolecule", "Material")),
    ("pathway", ("Pathway",)),
    ("process", ("BiologicalProcess", "CellType", "Organelle", "Anatomy")),
    ("phenotype", ("Phenotype",)),
    ("disease, hallmark", ("Disease", "HallmarkScheme")),
)
BAND_TITLES = (*(title for title, _ in _BANDS), "other")
_BAND = {c: band for band, (_, categories) in enumerate(_BANDS) for c in categories}
_CARGO, _TARGET, _OUTCOME, _ASIDE = 2, 3, len(_BANDS) - 1, len(_BANDS)
#: What a preparation brings along is cargo, whatever kind of molecule it is.
_CARRYING = frozenset({"carries", "secretes", "displays"})

COLUMN_WIDTH = 168
MARK_HEIGHT = 46
LINE_HEIGHT = 20
ROW_GAP = 22
_MOST_SPARE = 300
_LABEL_WIDTH = 18
#: Up to so many nodes, hops within one category are drawn from left to right as well.
_SMALL = 160
#: Height of a whole picture as a part of its width, about that of a screen.
_ASPECT = 0.55
_SWEEPS = 12


def wrap_label(label: str) -> str:
    """Label in lines short enough for its column.

    Examples
    --------
    >>> wrap_label("mesenchymal stem cell of umbilical cord").splitlines()
    ['mesenchymal stem', 'cell of umbilical', 'cord']
    """
    return "\n".join(wrap(label, _LABEL_WIDTH, break_long_words=False)) or label


def compute_layout(
    entities: Iterable[Entity],
    statements: Iterable[Statement],
    known: Mapping[str, Predicate],
    outcomes: Collection[str] = (),
) -> dict[str, tuple[int, int]]:
    """Place of each entity.

    Parameters
    ----------
    entities
        What is drawn.
    statements
        What joins them; ends that are not among `entities` are passed over.
    known
        Predicates of the graph, by name.
    outcomes
        Entities that stand among the diseases, whatever they are: hallmarks that chains end in.

    Returns
    -------
    dict
        x and y by entity id; x grows from source to disease, y downwards.

    Examples
    --------
    >>> source, disease = Entity("a", "A", "MSCSource"), Entity("b", "B", "Disease")
    >>> compute_layout([disease, source], [], {})
    {'a': (-84, 0), 'b': (84, 0)}
    """
    nodes = {e.id: e for e in sorted(entities, key=lambda e: (e.label, e.id))}
    statements = tuple(statements)
    edges = sorted(
        (s.subject, s.object, s.predicate)
        for s in statements
        if s.subject in nodes and s.object in nodes and s.subject != s.object
    )
    bands = assign_bands(nodes.values(), statements, outcomes)
    columns = _split_columns(bands, edges, known)
    _order_columns(columns, edges)
    return _place(columns, nodes)


def assign_bands(
    entities: Iterable[Entity], statements: Iterable[Statement], outcomes: Collection[str] = ()
) -> dict[str, int]:
    """Band of each entity, a place in `BAND_TITLES`: by category, cargo by being carried.

    Examples
    --------
    >>> carried = Statement("s", "a", "carries", "b")
    >>> assign_bands([Entity("a", "A", "CellPreparation"), Entity("b", "B", "Protein")], [carried])
    {'a': 1, 'b': 2}
    """
    bands = {
        e.id: _OUTCOME if e.id in outcomes else _BAND.get(e.category, _ASIDE) for e in entities
    }
    for statement in statements:
        if statement.predicate in _CARRYING and bands.get(statement.object) == _TARGET:
            bands[statement.object] = _CARGO
    return bands


def _split_columns(
    bands: Mapping[str, int],
    edges: Sequence[tuple[str, str, str]],
    known: Mapping[str, Predicate],
) -> list[list[str]]:
    """Nodes by column: one per band, or per band and depth within it if they are few."""
    depths = dict.fromkeys(bands, 0)
    if len(bands) <= _SMALL:
        inside = [(s, o, predicate_of(p, known)) for s, o, p in edges if bands[s] == bands[o]]
        depths = depths_of(
            bands, [(o, s) if p.reverse else (s, o) for s, o, p in inside if p.walked]
        )
    columns: dict[tuple[int, int], list[str]] = {}
    for node, band in bands.items():
        columns.setdefault((band, depths[node]), []).append(node)
    return [columns[key] for key in sorted(columns)]


def _order_columns(columns: list[list[str]], edges: Sequence[tuple[str, str, str]]) -> None:
    """Sort each column by the mean height of its neighbours, sweeping to and fro."""
    neighbours: dict[str, list[str]] = {node: [] for column in columns for node in column}
    for subject, obj, _ in edges:
        neighbours[subject].append(obj)
        neighbours[obj].append(subject)
    height: dict[str, float] = {}
    for column in columns:
        _measure(column, height)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            aim = {
                node: sum(height[n] for n in near) / len(near) if near else height[node]
                for node in column
                for near in (neighbours[node],)
            }
            # Rounded, so that the last bit of a sum cannot swap two rows.
            column.sort(key=lambda node, aim=aim: (round(aim[node], 9), node))  # type: ignore[misc]
            _measure(column, height)


def _measure(column: Sequence[str], height: dict[str, float]) -> None:
    for row, node in enumerate(column):
        height[node] = (row + 0.5) / len(column)


def _place(columns: Sequence[list[str]], nodes: Mapping[str, Entity]) -> dict[str, tuple[int, int]]:
    rows = _rows_for([len(column) for column in columns])
    strands = [
        column[first :: -(-len(column) // rows)]
        for column in columns
        for first in range(-(-len(column) // rows))
    ]
    # Few nodes are spread over the height of a screen, so that lines and words on them part.
    wanted = int(_ASPECT * COLUMN_WIDTH * len(strands)) if len(nodes) <= _SMALL else 0
    middle = COLUMN_WIDTH * (len(strands) - 1) // 2
    places: dict[str, tuple[int, int]] = {}
    for number, strand in enumerate(strands):
        _stack(strand, number * COLUMN_WIDTH - middle, wanted, nodes, places)
    return places


def _rows_for(sizes: Sequence[int]) -> int:
    """Rows at which the picture has the shape of a screen; longer columns become several."""
    rows = 8
    row_height = MARK_HEIGHT + 2 * LINE_HEIGHT + ROW_GAP
    while rows < max(sizes, default=0):
        width = COLUMN_WIDTH * sum(-(-size // rows) for size in sizes)
        if rows * row_height >= _ASPECT * width:
            break
        rows += 1
    return rows


def _stack(
    strand: Sequence[str],
    x: int,
    wanted: int,
    nodes: Mapping[str, Entity],
    places: dict[str, tuple[int, int]],
) -> None:
    """Put nodes below each other, each as high as its label, around the middle line."""
    heights = [
        MARK_HEIGHT + LINE_HEIGHT * (wrap_label(nodes[n].label).count("\n") + 1) + ROW_GAP
        for n in strand
    ]
    spare = max(0, min(_MOST_SPARE, (wanted - sum(heights)) // len(heights)))
    y = -(sum(heights[:-1]) + spare * (len(heights) - 1)) // 2
    for node, height in zip(strand, heights, strict=True):
        places[node] = (x, y)
        y += height + spare
