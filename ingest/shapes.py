"""The values that travel from a file to an Extraction. Frozen, pure, and ignorant of Django and of file formats.

Each step of `ingest.extract` takes some of these and returns others; nothing here computes anything that needs more than its own fields.
Amounts are `Decimal` in 元; numbers of statements, forms and findings are `Decimal` as printed, without separators. Never a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from budgets.worded import _

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points from the top left corner of the page as displayed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read. A PDF gives page and bbox; a text gives line (1-based, blank lines counted); a workbook sheet and cell;
    HTML and Word give line (of the text as `Page.masked` has it), and within a table its number, row and cell (1-based).

    `table` counts every table of the file in order, nested ones and those that only arrange a page too. `cell` is the column in which the
    cell begins; columns are counted as the table has them, so that merged cells move none.

    `span` is the half-open range of characters of the figure within its physical line, so that one of several equal figures
    of a line can be marked. `page` of a text is the running number of its page starts, where they could be found. `document` is the
    SHA-256 of the file, where several files are checked together; else it is the file that is read.
    """

    page: int | None = None
    bbox: BBox | None = None
    line: int | None = None
    span: tuple[int, int] | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    document: str | None = None

    @property
    def words(self) -> str:
        """The place in a clerk's words: 第 12 行, 第 3 页, 工作表“收支总表”D14, 第 2 个表格第 5 行第 3 格; "" where none is known."""
        if self.sheet is not None:
            return _("工作表“{sheet}”{cell}").format(sheet=self.sheet, cell=self.cell or "")
        if self.table is not None and self.row is None:
            return _("第 {table} 个表格").format(table=self.table)
        if self.table is not None:
            told = _("第 {table} 个表格第 {row} 行第 {cell} 格") if self.cell is not None else _("第 {table} 个表格第 {row} 行")
            return told.format(table=self.table, row=self.row, cell=self.cell)
        if self.line is not None:
            return _("第 {line} 行").format(line=self.line)
        return _("第 {page} 页").format(page=self.page) if self.page is not None else ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something skipped, repaired, ambiguous or lost. `code` is stable; `text` is Chinese and says what a person should know."""

    level: Literal["info", "warning", "error"]
    code: str
    text: str
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class TextLine:
    """One physical line of a text, with its spaces: they encode the empty cells.

    `number` is 1-based with blank lines counted. `text` has no line end, and no page-break space (see `Page`); `offset` is the number
    of characters that were cut off in front (0 or 1), so that a span in `text` plus `offset` is a span of the physical line.
    `follows` is true where no empty line separates it from the line before: the two belong together (wrapped cell, same height).

    A line of a PDF has its number in the order of reading, `box`: where it stands, and `boxes`: where each of its characters stands,
    None for a space that was put in for a gap.
    """

    number: int
    text: str
    follows: bool = False
    offset: int = 0
    boxes: Sequence[BBox | None] = field(default=(), compare=False)
    box: BBox | None = None


def around(boxes: Iterable[BBox | None]) -> BBox | None:
    """The smallest box around others; None where there is none."""
    found = [box for box in boxes if box is not None]
    if not found:
        return None
    x0, tops, x1, bottoms = zip(*found, strict=True)
    return min(x0), min(tops), max(x1), max(bottoms)


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell of a ruled table or one of cells: rows and columns from 0, how many of each it takes up, its text and where that stands.

    `lines` are the printed lines of the text, `text` these joined as the cell reads.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    source: Source
    lines: tuple[str, ...] = ()


OVER_BORDER: Final = "figure_over_border"
"""The code of the note of a figure that is torn, as long as nothing says how it reads."""


@dataclass(frozen=True, slots=True)
class Torn:
    """Two cells beside each other of which digits touch over their border: it may be one figure. `place` is where they touch."""

    left: Source
    right: Source
    place: Source


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells in rows and columns as rulings or the file itself set them, before anything is understood of them.

    `edges` are the places of the column borders, from left to right, where the format has places, `levels` those of the row borders from
    top to bottom; `box` is where it stands on the page.
    """

    page: int
    rows: int
    columns: int
    cells: tuple[LatticeCell, ...]
    edges: tuple[float, ...] = ()
    box: BBox | None = None
    notes: tuple[Note, ...] = ()
    levels: tuple[float, ...] = ()
    torn: tuple[Torn, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line of print that was recognised in a picture: where it stands, and how sure its least sure character is, from 0 to 1.

    `is_figure` is true where it says a number and nothing else.
    """

    box: BBox
    confidence: Decimal
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page: for texts the lines that remain after furniture, overlay and personal data were removed.

    `number` counts page starts from 1; `printed` is the page number printed on it. `lines` are what is left to be read,
    `masked` the whole page as received, line by line with personal data masked by characters of the same number, for evidence.
    `first_line` is the physical line on which the page starts. `furniture` are the lines that were taken away because they repeat
    from page to page (footers, running titles, watermarks): read for the document's identity before they are forgotten.
    `kind` says whether the page can be read: `error` is a server's
    error message printed in place of the page, `picture` a page that shows a picture and no text, `recognised` one whose picture was read:
    `recognised` has its lines, and `skew` says by how many degrees counter-clockwise it leans. Its places are those of the page standing
    straight until `ingest.places` moves them back.

    A PDF's page has its `size` (width, height in points), the box of each masked line in `boxes`, the places of personal data in
    `hidden`, and the `lattices` of its rulings; `overflowing` counts characters that do not fit into their cells, `clipped` those that
    stand wholly out of the area in which they would be painted. `cut` are the lines that it cuts off, which stand on another page where a
    cell or a table goes on over pages: they are no text of the page, but tell where it goes on. Where the text lies on its side on the
    page as displayed, `turn` says by how many quarters clockwise, and places are those of the page turned upright until `ingest.places`
    turns them back.

    A worksheet has its name in `sheet` and its tables as lattices; boxes are there columns and rows, (3, 13, 4, 14) being D14, and
    `masked` are its rows from the first one on, cells parted by tabs.

    A web page or a Word document is one page: `masked` are its lines, those of tables with cells parted by tabs; boxes are columns and
    lines, and `table_rows` says for each line which row of which table it is, None for a line of text.
    """

    number: int
    lines: tuple[TextLine, ...]
    first_line: int = 1
    printed: int | None = None
    masked: tuple[str, ...] = ()
    furniture: tuple[TextLine, ...] = ()
    kind: Literal["text", "error", "picture", "recognised"] = "text"
    size: tuple[float, float] | None = None
    turn: int = 0
    boxes: tuple[BBox | None, ...] = ()
    hidden: tuple[BBox, ...] = ()
    lattices: tuple[Lattice, ...] = ()
    sheet: str | None = None
    table_rows: tuple[tuple[int, int] | None, ...] | None = None
    cut: tuple[TextLine, ...] = ()
    overflowing: int = 0
    clipped: int = 0
    recognised: tuple[Recognised, ...] = ()
    skew: float = 0.0

    @property
    def has_cells(self) -> bool:
        """Whether tables are the file's own cells, not what rulings make: on a worksheet, a web page, in a Word document."""
        return self.sheet is not None or self.table_rows is not None

    @property
    def is_blank(self) -> bool:
        """Whether the page shows nothing: it was left empty, or what draws it is damaged."""
        return self.kind == "text" and not self.has_cells and not self.masked and not self.cut and not self.clipped


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a reader understood it: what every later step starts from."""

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: its text with doubling undone and wrapped lines joined; "" where it is blank.

    `raw` is the text as it stands in the document, `lines` are its lines where it has several. `colspan` and `rowspan` are 1 where no
    cells were merged. `inferred` marks cells that a page break swallowed and the structure gave back.
    """

    text: str
    source: Source = Source()
    raw: str = ""
    colspan: int = 1
    rowspan: int = 1
    inferred: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table before anything is understood of it: caption, header rows and body rows of cells in columns.

    `caption` holds the lines above it (number, title, unit, unit name), `remarks` the lines under it (注：本表无数据).
    Every body row has exactly `width` cells. Header rows may have merged cells (colspan, rowspan). `segments` are the ranges of physical
    lines (first, last) that the table takes up in a text, caption and remarks included.
    """

    caption: tuple[Cell, ...]
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    width: int
    remarks: tuple[Cell, ...] = ()
    pages: tuple[int, ...] = ()
    segments: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()
    torn: tuple[Torn, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. `header` is the printed path from top to leaf; `measure` as in the contract, None where it has none.

    `side` and `block` say to which rows the column belongs in two-sided tables and in tables of several blocks.
    `unit` is given only where the header prints one of its own.
    """

    index: int
    header: tuple[str, ...]
    measure: str | None = None
    unit: str | None = None
    side: Literal["income", "expenditure"] | None = None
    block: int | None = None

    @property
    def leaf(self) -> str:
        """The head right over the column, "" where none is printed."""
        return self.header[-1] if self.header else ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure. `yuan` is exact; None for a dash and for what is no money (then `value`, `kind`, `unit`).

    `confidence` (0 to 1) is there for one that was recognised in a picture.
    """

    column: int
    printed: str
    yuan: Decimal | None
    source: Source
    value: Decimal | None = None
    kind: Literal["money", "count", "percent"] = "money"
    unit: str | None = None
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A classification printed in a row beside the one that the table is keyed by."""

    system: Literal["function", "economic_department", "economic_government"]
    code: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a label, its place in the hierarchy and its figures. A blank cell has no amount.

    `path` are the names over it, top first; for a row without a name also that which is merged over it. `confidence` is that of its name
    and code, where they were recognised in a picture.
    """

    label: str
    amounts: tuple[Amount, ...]
    source: Source = Source()
    code: str | None = None
    path: tuple[str, ...] = ()
    side: Literal["income", "expenditure"] | None = None
    block: int | None = None
    level: int | None = None
    codes: tuple[Code, ...] = ()
    organisation: tuple[str | None, str] | None = None
    texts: tuple[tuple[str, str], ...] = ()
    measure: str | None = None
    year: int | None = None
    confidence: Decimal | None = None

    @property
    def is_unit(self) -> bool:
        """Whether this is the row of a unit as a whole: it has the unit's name and no other, and no code but the unit's own."""
        return self.organisation is not None and self.code in (None, self.organisation[0]) and self.label == self.organisation[1]


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table: which schedule it is, in which unit, with which columns; `lines` are its rows.

    `carry_over` is "included" or "excluded" where the title says so (不含上年结转), else None.
    """

    schedule: str | None
    title: str
    number: str | None
    unit: str | None
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    pages: tuple[int, ...] = ()
    source: Source = Source()
    no_data: bool = False
    carry_over: Literal["included", "excluded"] | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the running text and what stands under it, joined, personal data masked."""

    title: str
    text: str
    source: Source
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text, its lines joined without breaks.

    `breaks` holds, for each physical line that went into `text`, the offset at which it begins in `text`, its line number and how many
    characters of the physical line precede it: with it the source of any character can be found. `pages` are the pages of these lines.

    `section` is the heading under which it stands, a heading's own text, and `level` that of the heading that it is (1 the highest), None
    for text. `sheet` is the number of the worksheet on which it stands: nothing runs on from one worksheet into another.
    """

    text: str
    source: Source
    section: str | None = None
    breaks: tuple[tuple[int, int, int], ...] = ()
    pages: tuple[int, ...] = ()
    level: int | None = None
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the text says in figures: one subject, one amount, one base. Fields as in the contract.

    `amount`, `base`, `change`, `percent` are the printed numbers; `unit` is the unit printed beside the amount. `part_of` is the
    subject of the total of which this figure is a part, where the text says so (其中：…, 包括…): it tells 上年结转 of the income from
    that of the expenditure. `confidence` is there where the sentence was recognised in a picture.
    """

    subject: str
    text: str
    source: Source
    year: int | None = None
    amount: Decimal | None = None
    unit: str | None = None
    base_year: int | None = None
    base: Decimal | None = None
    base_kind: Literal["budget", "adjusted_budget", "execution", "final_accounts"] | None = None
    change: Decimal | None = None
    direction: Literal["increase", "decrease", "unchanged"] | None = None
    percent: Decimal | None = None
    percent_kind: Literal["change", "share", "completion"] | None = None
    nil: bool = False
    reason: str | None = None
    section: str | None = None
    code: str | None = None
    part_of: str | None = None
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """Money of a form in the form's unit, for the whole period or for the year; None where nothing is printed.

    `fiscal` is 财政拨款 where the form does not say of which level, `carryover` 上年结转 where it stands beside it.
    """

    total: Decimal | None = None
    central: Decimal | None = None
    province: Decimal | None = None
    city: Decimal | None = None
    self: Decimal | None = None
    other: Decimal | None = None
    fiscal: Decimal | None = None
    carryover: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A performance target. `period` and `year` are the printed values, number and unit run together as in the form.

    The levels are those printed, merged cells given to each of their rows; None where none is printed or it cannot be told which.
    """

    level1: str | None
    level2: str | None
    level3: str | None
    period: str | None
    year: str | None
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Form:
    """项目支出绩效目标申报表: one project's declaration of targets. `complete` is false where a part of it was lost.

    `kind` is "department" for 部门整体绩效目标表, the declaration of a whole department: it has no project. `segments` are the ranges of
    physical lines (first, last) that were read as this form; texts without personal data. `missing` are the labels of fields that other
    forms of the document have, `sources` where each field is printed: a figure of money as "period.total", "year.city" …, every other
    field under its own name. `unread` are figures of money that are printed and could not be read with certainty, named like these.
    `has_total` is false where the form prints no cell for the sum of its money, only its sources. `confidence` is there where the form was
    recognised in a picture.
    """

    project: str | None
    source: Source
    complete: bool
    department: str | None = None
    unit: str | None = None
    implementing_unit: str | None = None
    attribute: str | None = None
    period_years: int | None = None
    period: Funding = Funding()
    year: Funding = Funding()
    overview: str | None = None
    basis: str | None = None
    necessity: str | None = None
    safeguards: str | None = None
    plan: str | None = None
    goal_period: str | None = None
    goal_year: str | None = None
    indicators: tuple[Indicator, ...] = ()
    filled_at: str | None = None
    pages: tuple[int, ...] = ()
    segments: tuple[tuple[int, int], ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[tuple[str, Source], ...] = ()
    kind: Literal["project", "department"] = "project"
    unread: tuple[str, ...] = ()
    has_total: bool = True
    confidence: Decimal | None = None

    def place(self, name: str) -> Source:
        """Where a field or a figure of money is printed; where the form begins if that is not known."""
        return dict(self.sources).get(name, self.source)


Outcome = Literal["exact", "rounding", "mismatch", "soft", "not_evaluable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check on one subject. `message` is a Chinese sentence that a clerk understands; `hint` an explanation, if found.

    For money the numbers are in 元; for percentages in percent; for counts in pieces. `tolerance` is the largest difference that
    rounding explains, `unlikely` one within it that chance would hardly make. `doubt` is why a difference may be meant. `cause` is a
    Chinese phrase that all findings share which have, or may have, one and the same cause: they are one thing to look at. None where a
    finding stands alone.
    """

    check: str
    outcome: Outcome
    subject: str
    message: str
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    sources: tuple[Source, ...] = ()
    hint: str | None = None
    unlikely: bool = False
    doubt: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of the document's identity and where it was read."""

    value: str | int
    printed: str
    source: Source
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What the document says about itself. None where it does not say; never a default, never a guess."""

    unit: Stated | None = None
    region: Stated | None = None
    fiscal_year: Stated | None = None
    stage: Stated | None = None
    scope: Stated | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document, each step's result kept, so that a wrong figure can be followed back to its page."""

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    identity: Identity = Identity()
    tables: tuple[Table, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    forms: tuple[Form, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: dict[str, dict[Outcome, int]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


class UnreadableDocument(Exception):
    """The file cannot be read as a disclosure. `str()` is one Chinese line: what is wrong and what to do. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
