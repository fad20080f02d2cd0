"""How large a file may be, and what is said to files that are larger or are no spreadsheets at all."""

from __future__ import annotations

from claims.kernel.errors import Refusal

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 384 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_SHEETS = 50
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_TEXT = 1_000_000_000  # letters that all cells together could come to when a shared text is used in every cell


class EmptyFile(Refusal):
    """The file is empty; export the sheet again and check that it has rows."""

    status = 400


class NotASpreadsheet(Refusal):
    """The file is not a spreadsheet; send it as xlsx, xls or csv (its name does not matter, its content does)."""

    status = 415


class Unreadable(Refusal):
    """The spreadsheet is damaged; open it in your program, save it again as xlsx or csv, and send that."""

    status = 400


class WrongEncoding(Refusal):
    """The text is torn or written in several encodings (byte {byte} fits none of UTF-8, GB18030 and Windows-1252); export it again as CSV UTF-8."""  # noqa: E501

    status = 400


class QuoteOpen(Refusal):
    """A quotation mark that is opened in row {row} is closed only rows later, or never; delete or double it in your file."""  # noqa: E501

    status = 400


class Encrypted(Refusal):
    """The spreadsheet is locked with a password; save it without one and send it again."""

    status = 400


class TooLarge(Refusal):
    """The file is too large ({size} MB where {limit} MB are allowed); split it, or send only the sheet that matters."""

    status = 413


class TooManyRows(Refusal):
    """The sheet has more than {limit} rows; split it into several files."""

    status = 413


class TooManyColumns(Refusal):
    """The sheet has more than {limit} columns; delete those that are not needed."""

    status = 413


class SheetMissing(Refusal):
    """The file has no sheet named {name}; correct the saved mapping or the name of the sheet."""

    status = 400


def too_large(size: int, limit: int) -> TooLarge:
    """The refusal for a size in bytes, shown in whole megabytes."""
    return TooLarge(size=-(-size // 1_048_576), limit=limit // 1_048_576)


class PdfWithoutText(Refusal):
    """The PDF has no text to read: it shows a picture, or its text runs sideways. Type the lines in, or ask for a PDF with text or a spreadsheet."""  # noqa: E501

    status = 400


class PdfLocked(Refusal):
    """The PDF asks for a password; save it without one and send it again."""

    status = 400


class PdfDamaged(Refusal):
    """The PDF is damaged or cut off; ask for it again, or open it in a viewer and print it to a new PDF."""

    status = 400


class PdfLettersUnknown(Refusal):
    """The fonts of this PDF do not say which letters they show; type the lines in, or ask for a spreadsheet."""

    status = 400


class PdfTooLong(Refusal):
    """The PDF has more than {limit} pages; send only the pages that hold the lines."""

    status = 413


class PdfTooHeavy(Refusal):
    """The PDF takes too much time or memory to read; print it to a new PDF, or ask for a spreadsheet."""

    status = 413
