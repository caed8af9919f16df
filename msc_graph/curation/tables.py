"""Plain TSV with line numbers: read strictly, written in one canonical form, never half-written."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msc_graph.exceptions import DataError, OutputError

__all__ = [
    "iterate_rows",
    "read_all_lines",
    "read_lines",
    "read_rows",
    "render_rows",
    "width_error",
    "write_text",
]

#: A curated table is text that a person reads; anything larger is not one (bytes).
MAX_TABLE_BYTES = 64 * 1024 * 1024


def read_lines(path: Path, columns: Sequence[str]) -> list[str]:
    """Lines of a table without its header, which must name exactly `columns` in this order.

    Parameters
    ----------
    path
        A UTF-8 file with tabs between cells, without quoting.
    columns
        The header that the table must have.

    Returns
    -------
    list of str
        Line `i` of the list is line `i + 2` of the file.

    Raises
    ------
    DataError
        If the file cannot be read, is empty, holds a NUL byte, is not UTF-8, is larger than
        64 MiB or has another header.
    """
    lines = read_all_lines(path, columns)
    _check_header(path, lines[0].split("\t"), columns)
    return lines[1:]


def read_all_lines(path: Path, columns: Sequence[str]) -> list[str]:
    """Lines of a table with its header, whatever that is; see `read_lines` for what is refused.

    Only a line feed ends a line: other marks of a new line may stand in a cell.
    """
    try:
        raw = path.read_bytes()
    except IsADirectoryError as error:
        raise DataError("is a directory", path=path, cure="put a TSV file there") from error
    except OSError as error:
        raise DataError(
            f"cannot be read ({error.strerror})", path=path, cure="check the path and its rights"
        ) from error
    if len(raw) > MAX_TABLE_BYTES:
        raise DataError("is larger than 64 MiB", path=path, cure="split the table")
    if not raw or raw.isspace():
        raise DataError("is empty", path=path, cure=f"start it with the header {columns[0]}, …")
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise DataError("holds a NUL byte", path=path, line=line, cure="delete that character")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError("is not UTF-8", path=path, line=line, cure="save it as UTF-8") from error
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.rstrip("\r") for line in lines] if "\r" in text else lines


def _check_header(path: Path, header: list[str], columns: Sequence[str]) -> None:
    if header == list(columns):
        return
    missing = [c for c in columns if c not in header]
    unknown = [c for c in header if c not in columns]
    if missing:
        message, cure = f"lacks the column {', '.join(missing)}", "add it to the header and rows"
    elif unknown:
        message, cure = f"has the unknown column {', '.join(unknown)}", "remove it"
    else:
        message, cure = "has its columns in another order", "run `msc-graph format`"
    raise DataError(message, path=path, line=1, cure=cure)


def iterate_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table as `(line number, cells by column)`.

    Raises
    ------
    DataError
        As `read_lines`, and for a row with too few or too many cells.
    """
    width = len(columns)
    for number, line in enumerate(read_lines(path, columns), start=2):
        cells = line.split("\t")
        if len(cells) != width:
            raise width_error(path, number, len(cells), width)
        yield number, dict(zip(columns, cells, strict=True))


def width_error(path: Path, line: int, cells: int, width: int) -> DataError:
    """The error of a row with too few or too many cells."""
    return DataError(
        f"has {cells} cells where the header has {width}",
        path=path,
        line=line,
        cure="separate the cells with one tab each",
    )


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """All rows of a table, cells by column; see `iterate_rows` for what is refused."""
    return [row for _, row in iterate_rows(path, columns)]


def render_rows(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> str:
    """Canonical text of a table: header, rows in the order given, one newline at the end.

    White space inside a cell becomes one blank, so that no cell can break the table.
    """
    lines = ["\t".join(columns)]
    lines += ["\t".join(" ".join(row.get(c, "").split()) for c in columns) for row in rows]
    return "\n".join(lines) + "\n"


def write_text(path: Path, text: str | bytes, *, force: bool = True) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Raises
    ------
    OutputError
        If the place cannot be written, is a directory, or exists and `force` is false.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a directory", cure="name a file")
    if path.exists() and not force:
        raise OutputError(f"{path} exists", cure="add --force to overwrite it")
    data = text.encode("utf-8") if isinstance(text, str) else text
    import tempfile  # 3 ms that a command which only reads need not pay

    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(beside).chmod(0o666 & ~_umask())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path} ({error.strerror})", cure="choose a folder that you may write to"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
