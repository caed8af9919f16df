"""What the graph is made of: immutable records with identifiers that follow from their content.

Named tuples, not data classes: defining a frozen data class costs 1.5 ms, and a trace at the
command line must have started, read everything and answered within a few dozen of them.
"""

from typing import NamedTuple

try:  # importing hashlib loads OpenSSL, 3 ms of every start; CPython has the function built in
    from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        from hashlib import sha256

__all__ = [
    "EVIDENCE_COLUMNS",
    "MULTIVALUED",
    "STATEMENT_COLUMNS",
    "Claim",
    "Entity",
    "Evidence",
    "Reference",
    "Statement",
    "Table",
    "sha256",
    "statement_id",
]

#: Separator of several values in one cell.
SEPARATOR = "|"


class Entity(NamedTuple):
    """A node: a molecule, a preparation, a process, a disease and so on.

    `id` is a CURIE; `category` a class name of the ontology; `broader` and `occurs_in` are ids.
    """

    id: str
    label: str
    category: str
    kind: str = ""
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    occurs_in: tuple[str, ...] = ()
    taxon: str = ""
    description: str = ""


class Claim(NamedTuple):
    """The five fields that make a statement what it is, and hence its identifier."""

    subject: str
    predicate: str
    object: str
    level: str = ""
    negated: bool = False


class Statement(NamedTuple):
    """An edge: a claim with its identifier and its standing after the errata.

    `status` is `accepted`, `disputed` or `superseded`.
    """

    id: str
    subject: str
    predicate: str
    object: str
    level: str = ""
    negated: bool = False
    status: str = "accepted"

    @property
    def claim(self) -> Claim:
        """The claim without identifier and status."""
        return Claim(self.subject, self.predicate, self.object, self.level, self.negated)


class Evidence(NamedTuple):
    """One place where one reference speaks for or against a statement.

    Context columns (`disease`, `species`, `model`, `cell_type`, `msc_source`, `preparation`,
    `route`) hold labels of entities; several are separated by `|`. Quantities are written with
    their unit in the text (`dose`, `follow_up`). `fingerprint` is `words:SHA-256` of the passage.
    """

    stance: str
    certainty: str
    basis: str
    study_type: str
    reference: str = ""
    cited_as: str = ""
    review: str = ""
    locator: str = ""
    as_printed: str = ""
    disease: str = ""
    condition: str = ""
    species: str = ""
    model: str = ""
    cell_type: str = ""
    msc_source: str = ""
    donor: str = ""
    preparation: str = ""
    route: str = ""
    dose: str = ""
    follow_up: str = ""
    n: str = ""
    controlled: str = ""
    fingerprint: str = ""
    note: str = ""

    def context(self, column: str) -> tuple[str, ...]:
        """Values of one context column, in the order written.

        Examples
        --------
        >>> Evidence("supports", "stated", "stated", "in_vivo", species="Mus musculus|Homo sapiens").context("species")
        ('Mus musculus', 'Homo sapiens')
        """
        value: str = getattr(self, column)
        return tuple(value.split(SEPARATOR)) if value else ()


class Reference(NamedTuple):
    """A paper of the reviews' lists. `cited_as` holds every place where it is listed."""

    id: str
    title: str
    authors: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    pmid: str = ""
    doi: str = ""
    cited_as: tuple[str, ...] = ()
    as_printed: str = ""
    note: str = ""

    @property
    def url(self) -> str:
        """Where the paper can be read: PubMed, else its DOI, else empty."""
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def short(self) -> str:
        """First author and year, for a line of text."""
        first = self.authors.split(",")[0].split(" ")[0]
        return f"{first} {self.year}".strip() or self.id


#: One row of a table that is kept as plain columns (studies, trials, sources, errata …).
Table = tuple[dict[str, str], ...]

EVIDENCE_COLUMNS: tuple[str, ...] = Evidence._fields
STATEMENT_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate",
    "object_id",
    "object_label",
    "level",
    "negated",
    *EVIDENCE_COLUMNS,
)
#: Evidence columns that hold labels of entities, with the category they must have (None: any).
MULTIVALUED: dict[str, tuple[str, ...]] = {
    "disease": ("Disease", "Phenotype"),
    "species": ("Taxon",),
    "model": ("AnimalModel",),
    "cell_type": ("CellType",),
    "msc_source": ("MSCSource",),
    "preparation": ("VesiclePreparation", "CellPreparation", "Combination", "MSCSource"),
    "route": ("Route",),
}


def statement_id(claim: Claim) -> str:
    """Identifier of a claim: the first 16 hex digits of SHA-256 over its five fields.

    The same claim has the same identifier in every file, order and version.

    Examples
    --------
    >>> statement_id(Claim("mirbase.mature:MIMAT0000449", "inhibits", "HGNC:12036"))
    'mscg:statement/1dff2ac1acbc98f8'
    """
    negated = "true" if claim.negated else "false"
    text = f"{claim.subject}\t{claim.predicate}\t{claim.object}\t{claim.level}\t{negated}"
    return f"mscg:statement/{sha256(text.encode()).hexdigest()[:16]}"
