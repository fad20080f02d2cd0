"""The pages of a PDF laid out as one table: the columns of its ruled table, or those found by its headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.estimating.exchange.headings import find_header
from claims.estimating.exchange.limits import MAX_COLUMNS, TooManyColumns
from claims.estimating.exchange.pdf_columns import Column, Heading, columns_without_heading, find_heading, fit_columns
from claims.estimating.exchange.pdf_lines import Line, is_number, label_and_amount, lines_of
from claims.estimating.exchange.pdf_rows import Row, cells_of, long_rules, rows_of
from claims.estimating.exchange.pdf_words import PageText, RuledCell, Word, close_tables, edges, joined, place
from claims.estimating.exchange.rows import is_label
from claims.estimating.exchange.workbook import Grid

SAME = 5.0  # points within which the rules of two pages are the same column's

Merged = tuple[int, int, int, int]


@dataclass
class Sheet:
    """Rows as they are gathered, each with its page and its number there, and the merged cells."""

    width: int
    rows: list[list[str | None]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)

    def add(self, page: int, cells: Sequence[str | None]) -> None:
        """One row below the others."""
        self.rows.append([*cells, *[None] * (self.width - len(cells))])
        self.places.append((page, self.places[-1][1] + 1 if self.places and self.places[-1][0] == page else 1))

    def add_loose(self, line: Line) -> None:
        """A line that is no row of the table: its text in one cell, and the amount of a total in the last."""
        label, amount = label_and_amount(line.words)
        if amount and self.width > 1 and is_label(label):
            self.add(line.page, [label, *[None] * (self.width - 2), amount])
        else:
            self.add(line.page, [line.text])

    def grid(self) -> Grid:
        """The rows as every reader of tables takes them."""
        return Grid("", [list(row) for row in self.rows], merged=tuple(self.merged), pages=tuple(self.places))


def lay_out(pages: Sequence[PageText]) -> Grid:
    """All pages as one grid; every word of every page stands in it."""
    closed = [close_tables(page) for page in pages]
    ruled = _ruled_columns(closed)
    return _ruled(closed, ruled) if ruled else _open(closed)


# ruled tables ------------------------------------------------------------------------------------------------------


def _ruled_columns(pages: Sequence[PageText]) -> list[float] | None:
    """The rules between the columns of the table that holds the lines; None where no ruled table does."""
    kinds: list[tuple[list[float], list[list[str | None]]]] = []
    for table in (table for page in pages for table in page.tables):
        across = _across(table)
        rows = [row for row, _ in _table_rows(table, across, 0)]
        known = next((kind for kind in kinds if _fits(across, kind[0])), None)
        if known is None:
            kinds.append((across, rows))
        else:
            known[1].extend(rows)
    counted = [(sum(_counts(row) for row in rows), across, rows) for across, rows in kinds]
    loose = sum(_counts([phrase.text for phrase in line.phrases()])
                for page in pages for line in lines_of(page.number, page.words))  # fmt: skip
    headed = [one for one in counted if (one[0] or not loose) and find_header(Grid("", [list(r) for r in one[2]]))]
    best = max(headed or counted, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] >= loose else None


def _counts(row: Sequence[str | None]) -> bool:
    """Whether a row looks like a line of a table: three cells or more, one of them a number."""
    return sum(1 for cell in row if cell) > 2 and any(cell and is_number(cell) for cell in row)


def _across(table: Sequence[RuledCell]) -> list[float]:
    return edges(x for cell in table for x in (cell.box[0], cell.box[2]))


def _fits(across: Sequence[float], known: Sequence[float]) -> bool:
    return all(min(abs(one - other) for other in known) < SAME for one in across)


def _ruled(pages: Sequence[PageText], across: list[float]) -> Grid:
    """The grid of a ruled table over all pages; what stands beside it goes into rows of one cell."""
    columns = [Column(left, right) for left, right in pairwise(across)]
    sheet = Sheet(len(columns))
    for page in pages:
        loose = [*page.words]
        blocks: list[tuple[float, Line | tuple[RuledCell, ...]]] = []
        for table in page.tables:
            if _fits(_across(table), across):
                blocks.append((table[0].box[1], table))
            else:
                loose += [word for cell in table for word in cell.words]
        blocks += [(line.top, line) for line in lines_of(page.number, loose)]
        for _, block in sorted(blocks, key=lambda block: block[0]):
            if isinstance(block, Line):
                _add_line(sheet, block, columns)
            else:
                for row, merged in _table_rows(block, across, len(sheet.rows)):
                    sheet.merged += merged
                    sheet.add(page.number, row)
    return sheet.grid()


def _add_line(sheet: Sheet, line: Line, columns: Sequence[Column]) -> None:
    """A line outside of the rules: a row where it fills columns as one does, else a loose line."""
    cells = [joined(words) or None for words in cells_of(line, columns)]
    if _counts(cells) and len(line.phrases()) == sum(1 for cell in cells if cell):
        sheet.add(line.page, cells)
    else:
        sheet.add_loose(line)


def _table_rows(
    table: Sequence[RuledCell], across: Sequence[float], first: int
) -> Iterator[tuple[list[str | None], list[Merged]]]:
    """The rows of one ruled table with their merged cells; `first` is the number of the first one in the grid."""
    down = edges(y for cell in table for y in (cell.box[1], cell.box[3]))
    rows: list[list[list[Word]]] = [[[] for _ in across[1:]] for _ in down[1:]]
    spans: list[Merged] = []
    for cell in table:
        left, top, right, bottom = cell.box
        row, column = place(down, top), _nearest(across, left)
        if _is_list(cell.words):  # numbers below each other that no rule parts stand in the rows beside them
            for word in cell.words:
                rows[place(down, word.middle)][column].append(word)
        else:
            rows[row][column].extend(cell.words)
        last = (place(down, bottom) - 1, _nearest(across, right) - 1)
        if last != (row, column):
            spans.append((row, column, *last))
    for number, cells in enumerate(rows):
        parted = _parted(cells)
        here = [(first, left, first + bottom - top, right) for top, left, bottom, right in spans if top == number]
        for part in parted:
            yield [joined(words) or None for words in part], here if len(parted) == 1 else []
            first += 1


def _is_list(words: Sequence[Word]) -> bool:
    """Whether a cell holds numbers below each other."""
    lines = lines_of(0, words)
    return len(lines) > 1 and all(is_number(line.text) for line in lines)


def _nearest(across: Sequence[float], x: float) -> int:
    return min(range(len(across)), key=lambda at: abs(across[at] - x))


def _parted(cells: list[list[Word]]) -> list[list[list[Word]]]:
    """A row in which several cells hold numbers below each other is several rows between two rules."""
    heights = Counter(len(lines_of(0, words)) for words in cells if _is_list(words))
    if not heights or max(heights.values()) < 2:
        return [cells]
    words = [word for one in cells for word in one]
    columns = [
        Column(min(w.left for w in one), max(w.right for w in one), numeric=all(is_number(w.text) for w in one))
        if one else Column(-1.0, -1.0) for one in cells
    ]  # fmt: skip
    return [[list(part) for part in row.cells] for row in rows_of(lines_of(0, words), columns)]


# tables without rules ----------------------------------------------------------------------------------------------


def _open(pages: Sequence[PageText]) -> Grid:
    """The grid of a table whose columns show by nothing but their texts."""
    lines = [lines_of(page.number, [*page.words, *(w for t in page.tables for c in t for w in c.words)])
             for page in pages]  # fmt: skip
    every = [line for page in lines for line in page]
    heading = find_heading(every)
    repeated = _repeated(lines)
    body = [line for line in every if not _of_heading(line, heading) and line.text not in repeated]
    if heading is not None and len(heading.columns) > MAX_COLUMNS:
        raise TooManyColumns(limit=MAX_COLUMNS)
    columns = fit_columns(heading.columns, body) if heading else columns_without_heading(body)
    if len(columns) > MAX_COLUMNS:
        raise TooManyColumns(limit=MAX_COLUMNS)
    sheet = Sheet(max(len(columns), 1))
    for page, here in zip(pages, lines, strict=True):
        _add_page(sheet, page, here, columns, heading, repeated)
    return sheet.grid()


def _of_heading(line: Line, heading: Heading | None) -> bool:
    return heading is not None and line.text in heading.texts


def _repeated(lines: Sequence[Sequence[Line]]) -> set[str]:
    """What stands on most pages alike and in the same place, but for the number of the page."""
    seen: dict[tuple[str, int], list[str]] = {}
    for page in lines:
        for line in page:
            if sum(is_number(phrase.text) for phrase in line.phrases()) < 2:
                alike = "".join("#" if sign.isdigit() else sign for sign in line.text)
                seen.setdefault((alike, round(line.top)), []).append(line.text)
    return {text for texts in seen.values() if len(texts) > max(1, len(lines) // 2) for text in texts}


def _add_page(
    sheet: Sheet, page: PageText, lines: Sequence[Line], columns: Sequence[Column], heading: Heading | None,
    repeated: set[str],
) -> None:  # fmt: skip
    """The lines of a page: its headings, its rows, and what is neither."""
    begins = next((at for at, line in enumerate(lines) if _of_heading(line, heading)), 0)
    ends = begins
    while ends < len(lines) and _of_heading(lines[ends], heading):
        ends += 1
    first = heading.lines[0].page if heading is not None else 0
    # what stands over the headings of the first page, and on pages before, is no table yet
    aside = len(lines) if page.number < first else begins if page.number == first else 0
    body = [line for at, line in enumerate(lines)
            if columns and at >= aside and not begins <= at < ends and line.text not in repeated]  # fmt: skip
    rows = rows_of(body, columns, long_rules(page.rules, columns[0].left, columns[-1].right)) if body else []
    last = max((at for at, row in enumerate(rows) if row.counts), default=-1)
    taken = {*body, *lines[begins:ends]}
    loose = [line for line in lines if line not in taken]
    told: list[tuple[float, Row | Line]] = []
    for at, row in enumerate(rows):
        if row.counts or (at < last and sum(1 for words in row.cells if words) > 1):
            told.append((row.top, row))
        else:
            loose += lines_of(page.number, [word for words in row.cells for word in words])
    told += [(line.top, line) for line in loose]
    headed = begins == ends
    for top, one in sorted(told, key=lambda each: each[0]):
        if not headed and top > lines[begins].top:
            _add_heading(sheet, page.number, columns)
            headed = True
        if isinstance(one, Line):
            sheet.add_loose(one)
        else:
            sheet.add(page.number, one.texts)
    if not headed:
        _add_heading(sheet, page.number, columns)


def _add_heading(sheet: Sheet, page: int, columns: Sequence[Column]) -> None:
    if any(column.above for column in columns):
        row = len(sheet.rows)
        above = [column.above for column in columns]
        starts = [at for at, text in enumerate(above) if text and (not at or above[at - 1] != text)]
        for start in starts:
            end = start
            while end + 1 < len(above) and above[end + 1] == above[start]:
                end += 1
            if end > start:
                sheet.merged.append((row, start, row, end))
        sheet.add(page, [text if at in starts else None for at, text in enumerate(above)])
    sheet.add(page, [column.heading or None for column in columns])
