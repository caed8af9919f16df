"""Reading a data folder: each row is recognised by one test, each bad one named by file and line.

Everything is read at every start of the command line, so this is the one place written for speed;
what a row means is checked elsewhere (`msc_graph.checks`).
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus, EvidenceRow, parse_claims
from msc_graph.curation.layout import ENTITY_COLUMNS, PLAIN_TABLES
from msc_graph.curation.tables import read_lines, read_rows, width_error
from msc_graph.exceptions import DataError
from msc_graph.records import (
    EVIDENCE_COLUMNS,
    SEPARATOR,
    STATEMENT_COLUMNS,
    Claim,
    Entity,
    Statement,
    statement_id,
)
from msc_graph.vocabulary import load_prefixes, load_vocabulary

__all__ = ["load_corpus"]

Report = Callable[[DataError], None]

#: Cells of a statement row before its evidence.
_CLAIM_WIDTH = len(STATEMENT_COLUMNS) - len(EVIDENCE_COLUMNS)
_NEGATED = ("", "true", "false")


def load_corpus(folder: Path | None = None, *, report: Report | None = None) -> Corpus:
    """Read a data folder.

    Parameters
    ----------
    folder
        A folder laid out like `graph_data/`; none takes the shipped graph.
    report
        Called with each problem; the offending row is passed over. Without it the first
        problem is raised.

    Raises
    ------
    DataError
        If the folder is no data folder, or (without `report`) at the first row that cannot be
        understood: wrong columns, unknown prefix, predicate or entity, a duplicate.

    Examples
    --------
    >>> corpus = load_corpus()
    >>> corpus.entities["MONDO:0004975"].label
    'Alzheimer disease'
    """
    folder = find_folder("graph_data") if folder is None else folder
    if not folder.is_dir():
        raise DataError("is no folder", path=folder, cure="name a folder laid out like graph_data/")
    if not (folder / "statements").is_dir():
        raise DataError("has no statements/", path=folder, cure="lay it out like graph_data/")
    emit = report or _raise
    prefixes = load_prefixes(folder)
    entities = _read_entities(folder, prefixes, emit)
    statements, rows = _read_statements(folder, entities, emit)
    return Corpus(
        entities,
        _with_status(folder, statements, emit),
        rows,
        folders=(folder,),
        prefixes=prefixes,
        is_shipped=folder.resolve() == find_folder("graph_data"),
    )


def _raise(error: DataError) -> None:
    raise error


def _read_entities(folder: Path, prefixes: Mapping[str, str], emit: Report) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    categories = {c.table: c for c in load_vocabulary().categories.values()}
    for path in sorted((folder / "entities").glob("*.tsv")):
        category = categories.get(path.name)
        if category is None:
            cure = _nearest(path.name, categories, "name it after a category")
            emit(DataError("is no category's table", path=path, cure=cure))
            continue
        try:
            lines = read_lines(path, ENTITY_COLUMNS)
        except DataError as error:
            emit(error)
            continue
        for number, line in enumerate(lines, start=2):
            entity = _parse_entity(path, number, line, category.name, prefixes, emit)
            if entity is None:
                continue
            if entity.id in entities:
                emit(
                    DataError(
                        f"{entity.id} stands twice",
                        path=path,
                        line=number,
                        column="id",
                        cure="merge the two rows",
                    )
                )
                continue
            entities[entity.id] = entity
    return entities


def _parse_entity(
    path: Path,
    number: int,
    line: str,
    category: str,
    prefixes: Mapping[str, str],
    emit: Report,
) -> Entity | None:
    cells = line.split("\t")
    if len(cells) != len(ENTITY_COLUMNS):
        emit(width_error(path, number, len(cells), len(ENTITY_COLUMNS)))
        return None
    identifier, label, kind, synonyms, xrefs, broader, occurs_in, taxon, description = cells
    prefix, _, local = identifier.partition(":")
    if prefix not in prefixes or not local:
        emit(_wrong_prefix(path, number, identifier, prefix, prefixes))
        return None
    return Entity(
        identifier,
        label,
        category,
        kind,
        tuple(synonyms.split(SEPARATOR)) if synonyms else (),
        tuple(xrefs.split(SEPARATOR)) if xrefs else (),
        tuple(broader.split(SEPARATOR)) if broader else (),
        tuple(occurs_in.split(SEPARATOR)) if occurs_in else (),
        taxon,
        description,
    )


def _wrong_prefix(
    path: Path, number: int, curie: str, prefix: str, prefixes: Mapping[str, str]
) -> DataError:
    same = [p for p in prefixes if p.casefold() == prefix.casefold()]
    cure = f"write {same[0]}:" if same else "use a prefix of prefixes.json"
    return DataError(
        f"{curie!r} has the unknown prefix {prefix!r}",
        path=path,
        line=number,
        column="id",
        cure=cure,
    )


def _read_statements(
    folder: Path, entities: Mapping[str, Entity], emit: Report
) -> tuple[dict[str, Statement], dict[str, tuple[EvidenceRow, ...]]]:
    grouped: dict[Claim, list[EvidenceRow]] = {}
    paths = sorted((folder / "statements").glob("*.tsv"))
    if not paths:
        emit(DataError("holds no table", path=folder / "statements", cure="add <review>.tsv"))
    for path in paths:
        try:
            lines = read_lines(path, STATEMENT_COLUMNS)
        except DataError as error:
            emit(error)
            continue
        _group_rows(path, lines, entities, grouped, emit)
    statements: dict[str, Statement] = {}
    rows: dict[str, tuple[EvidenceRow, ...]] = {}
    for claim, evidence in grouped.items():
        identifier = statement_id(claim)
        statements[identifier] = Statement(identifier, *claim)
        rows[identifier] = tuple(evidence)
    return statements, rows


def _group_rows(
    path: Path,
    lines: list[str],
    entities: Mapping[str, Entity],
    grouped: dict[Claim, list[EvidenceRow]],
    emit: Report,
) -> None:
    """Rows by claim. A good row is recognised by one test: thousands are read at every start."""
    predicates = load_vocabulary().predicates
    tabs = len(STATEMENT_COLUMNS) - 1
    repeated = len(set(lines)) < len(lines)
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t", _CLAIM_WIDTH + 4)
        if not (
            line.count("\t") == tabs
            and cells[0] in entities
            and cells[2] in predicates
            and cells[3] in entities
            and cells[6] in _NEGATED
            and not (repeated and line in seen)
        ):
            emit(_find_problem(path, number, line, cells, predicates, entities))
            continue
        if repeated:
            seen.add(line)
        claim = Claim(cells[0], cells[2], cells[3], cells[5], cells[6] == "true")
        row = EvidenceRow(cells[7], cells[8], cells[9], cells[10], cells[11])
        if claim in grouped:
            grouped[claim].append(row)
        else:
            grouped[claim] = [row]


def _find_problem(
    path: Path,
    number: int,
    line: str,
    cells: list[str],
    predicates: Mapping[str, object],
    entities: Mapping[str, Entity],
) -> DataError:
    """Why a row cannot be read."""
    found = line.count("\t") + 1
    if found != len(STATEMENT_COLUMNS):
        return width_error(path, number, found, len(STATEMENT_COLUMNS))
    if cells[2] not in predicates:
        cure = _nearest(cells[2], predicates, "see `msc-graph stats --predicates`")
        return DataError(
            f"{cells[2]!r} is no predicate", path=path, line=number, column="predicate", cure=cure
        )
    for column, label, value in (
        ("subject_id", cells[1], cells[0]),
        ("object_id", cells[4], cells[3]),
    ):
        if value not in entities:
            cure = "add it to its table in entities/"
            if not value:
                cure = "run `msc-graph format`, which fills ids in from labels"
            return DataError(
                f"no entity {value!r} ({label})", path=path, line=number, column=column, cure=cure
            )
    if cells[6] not in _NEGATED:
        return DataError(
            f"{cells[6]!r} is not true or empty", path=path, line=number, column="negated"
        )
    return DataError("stands twice", path=path, line=number, cure="delete one of the rows")


def _nearest(word: str, words: Iterable[str], otherwise: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else otherwise


def _with_status(
    folder: Path, statements: dict[str, Statement], emit: Report
) -> dict[str, Statement]:
    """Statements with the standing that the errata give them."""
    path = folder / "errata.tsv"
    if not path.is_file():
        return statements
    touched: set[str] = set()
    superseded: set[str] = set()
    try:
        errata = read_rows(path, PLAIN_TABLES["errata.tsv"])
    except DataError as error:
        emit(error)
        return statements
    for row in errata:
        touched.update(statement_id(c) for c in parse_claims(row["touches"]))
        superseded.update(statement_id(c) for c in parse_claims(row["superseded"]))
    for identifiers, status in ((touched, "disputed"), (superseded, "superseded")):
        for identifier in identifiers & statements.keys():
            statements[identifier] = statements[identifier]._replace(status=status)
    return statements
