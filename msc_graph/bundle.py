"""Where the ontology and the curated graph lie on this machine."""

from pathlib import Path

from msc_graph.exceptions import MSCGraphError

__all__ = ["find_folder"]

_PACKAGE = Path(__file__).resolve().parent


def find_folder(name: str) -> Path:
    """Folder `graph_data` or `ontology` that belongs to this very package.

    A wheel carries both under `_bundle`; a checkout has them beside the package.
    Nothing else is searched, so a stale copy elsewhere is never read.

    Parameters
    ----------
    name
        `"graph_data"` or `"ontology"`.

    Returns
    -------
    Path

    Raises
    ------
    MSCGraphError
        If the installation lacks the folder.

    Examples
    --------
    >>> (find_folder("ontology") / "msc.ttl").is_file()
    True
    """
    for folder in (_PACKAGE / "_bundle" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise MSCGraphError(f"this installation has no {name} folder", cure="install msc_graph again")
