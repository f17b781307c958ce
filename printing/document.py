"""A PDF written page by page, and the sheet that is drawn on.

ReportLab keeps every page until it saves; here a page goes to the file as soon as it is drawn, so
that a batch of thousands needs no more memory than one notice. The same drawing gives the same
bytes. Fonts are embedded as subsets; nothing but them is used.
"""

import re
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil, floor
from typing import Any, BinaryIO

from printing.fonts import Face
from printing.photo import Photo
from printing.text import Style

# ReportLab's fonts have one read position each, which threads must not share.
_FONT_FILES = threading.Lock()


_BEYOND_16_BITS = re.compile("(?<= <)[0-9A-F]{5,6}(?=>)")


def _utf_16(code: re.Match[str]) -> str:
    return chr(int(code[0], 16)).encode("utf-16-be").hex().upper()


class _Stream:
    """ReportLab's document, except that objects may be written before the end."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        from reportlab.pdfbase import pdfdoc

        self._parts = pdfdoc
        self.pdf = pdfdoc.PDFDocument(dummyoutline=1, compression=1, invariant=1, lang="zh-CN")
        self.pdf.Catalog.Outlines = None
        self.pdf.Outlines.ready = 0
        self.pdf.Outlines.prepare = lambda *_: None
        self.pdf.format = self._finish
        self._file = pdfdoc.PDFFile(self.pdf._pdfVersion)
        write(b"".join(self._file.strings))
        self._file.write = write

    def write_now(self, content: Any, name: str) -> Any:
        """Write one object and keep only where it stands; returns a reference to it."""
        reference = self.pdf.Reference(content, name)
        self._write(name)
        self.pdf.idToObject[name] = None
        return reference

    def _write(self, name: str) -> None:
        content = self._parts.PDFIndirectObject(name, self.pdf.idToObject[name])
        self.pdf.idToOffset[name] = self._file.add(content.format(self.pdf))

    def _mend_rare_characters(self) -> None:
        """ReportLab names characters beyond U+FFFF to readers by their code; PDF wants UTF-16."""
        for name, content in self.pdf.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                content.content = _BEYOND_16_BITS.sub(_utf_16, content.content)

    def _finish(self) -> None:
        """Write what is left, the cross references and the trailer."""
        pdf = self.pdf
        self._mend_rare_characters()
        root, info = pdf.Reference(pdf.Catalog), pdf.Reference(pdf.info)
        number = 1
        while number in pdf.numberToId:  # writing one object may register further ones
            if pdf.numberToId[number] not in pdf.idToOffset:
                self._write(pdf.numberToId[number])
            number += 1
        table = self._parts.PDFCrossReferenceTable()
        table.addsection(0, [pdf.numberToId[n] for n in range(1, number)])
        start = self._file.add(table.format(pdf))
        trailer = self._parts.PDFTrailer(
            startxref=start, Size=number, Root=root, Info=info, ID=pdf.ID()
        )
        self._file.add(trailer.format(pdf))


class Document:
    """A PDF under way to a binary file. Finish it with `close`; the file stays open."""

    def __init__(self, file: BinaryIO, title: str, author: str) -> None:
        from reportlab.pdfbase import pdfdoc

        self._parts = pdfdoc
        self._stream = _Stream(file.write)
        self._pdf = self._stream.pdf
        self._pdf.setTitle(title)
        self._pdf.setAuthor(author)
        self._pdf.setCreator("知情解难工作台")
        self._resources = pdfdoc.PDFResourceDictionary()
        self._resources.basicFonts()
        self._print_as_posted()
        self.pages = 0
        self._marks: list[tuple[str, int]] = []
        self._top = 0.0
        self.glyphs = lru_cache(maxsize=20_000)(self._glyphs)

    def _print_as_posted(self) -> None:
        """Ask the print dialog for true size and for one side of the paper: it hangs on a wall."""
        wishes = self._parts.ViewerPreferencesPDFDictionary()
        wishes["PrintScaling"] = "None"
        wishes["Duplex"] = "Simplex"
        self._pdf.Catalog.ViewerPreferences = wishes

    def add(self, sheet: "Sheet") -> None:
        """Write a drawn sheet as the next page."""
        parts = self._parts
        self.pages += 1
        self._top = sheet.size[1]
        code = parts.PDFStream(content=sheet.code(), filters=[parts.PDFZCompress])
        page = parts.PDFPage()
        page.pagewidth, page.pageheight = sheet.size
        page.Contents = self._stream.write_now(code, f"Drawing{self.pages}")
        page.Resources = self._pdf.Reference(self._resources, "Resources")
        self._pdf.Pages.addPage(self._stream.write_now(page, f"Page{self.pages}"))

    def picture(self, photo: Photo) -> str:
        """The name by which pages show a photo; it is written once, however often it is shown."""
        parts = self._parts
        name = f"Photo{photo.digest}"
        if name not in self._resources.XObject:
            entries = {
                "Type": parts.PDFName("XObject"),
                "Subtype": parts.PDFName("Image"),
                "Width": photo.width,
                "Height": photo.height,
                "ColorSpace": parts.PDFName("DeviceGray" if photo.grey else "DeviceRGB"),
                "BitsPerComponent": 8,
                "Filter": parts.PDFName("DCTDecode"),
            }
            content = parts.PDFStream(parts.PDFDictionary(entries), photo.content, [])
            self._resources.XObject[name] = self._stream.write_now(content, name)
        return name

    def complete(self, name: str, sheet: "Sheet") -> None:
        """Write what every page that has `Sheet.late` of this name shows there: what is known only
        when all pages are drawn, such as how many there are."""
        parts, (width, height) = self._parts, sheet.size
        entries = {
            "Type": parts.PDFName("XObject"),
            "Subtype": parts.PDFName("Form"),
            "BBox": parts.PDFArray([0, -height, width, height]),
            "Resources": self._pdf.Reference(self._resources, "Resources"),
        }
        shown = parts.PDFStream(parts.PDFDictionary(entries), sheet.code(), [parts.PDFZCompress])
        self._resources.XObject[name] = self._pdf.Reference(shown, f"Late{name}")

    def mark(self, name: str) -> None:
        """Let readers, and whoever prints it, find what begins on the next page by its name."""
        self._marks.append((name, self.pages + 1))

    @property
    def starts(self) -> tuple[int, ...]:
        """The pages, counted from 0, that are marked."""
        return tuple(page - 1 for _, page in self._marks)

    def _write_marks(self) -> None:
        parts, pdf, last = self._parts, self._pdf, len(self._marks)
        reference = parts.PDFObjectReference
        here = [parts.PDFName("XYZ"), 0, self._top, 0]  # as large as one looks at it already
        outlines = {
            "Type": parts.PDFName("Outlines"),
            "First": reference("Mark1"),
            "Last": reference(f"Mark{last}"),
            "Count": last,
        }
        pdf.Catalog.Outlines = pdf.Reference(parts.PDFDictionary(outlines), "Marks")
        for number, (name, page) in enumerate(self._marks, 1):
            mark = {
                "Title": parts.PDFString(name),
                "Parent": reference("Marks"),
                "Dest": parts.PDFArray([reference(f"Page{page}"), *here]),
            }
            if number > 1:
                mark["Prev"] = reference(f"Mark{number - 1}")
            if number < last:
                mark["Next"] = reference(f"Mark{number + 1}")
            pdf.Reference(parts.PDFDictionary(mark), f"Mark{number}")

    def close(self) -> None:
        """Write the marks, the fonts and the end of the file."""
        if len(self._marks) > 1:  # one alone leads nowhere
            self._write_marks()
        with _FONT_FILES:
            self._pdf.GetPDFData(None)

    def _glyphs(self, text: str, style: Style) -> str:
        """The operators that show a text, each run in its subset of its face."""
        shown = []
        for face, run in style.face.runs(text):
            for subset, codes in self._subsets(face, run):
                name = face.font.getSubsetInternalName(subset, self._pdf)
                shown.append(f"{name} {style.size:g} Tf <{codes.hex()}> Tj")
        return " ".join(shown)

    def _subsets(self, face: Face, run: str) -> Sequence[tuple[int, bytes]]:
        split: Sequence[tuple[int, bytes]] = face.font.splitString(run, self._pdf)
        return split


@lru_cache(maxsize=64)
def _rgb(colour: str) -> str:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{part:.3g}" for part in parts)


class Sheet:
    """One page being drawn: points, the origin at the lower left; colours as ``#RRGGBB``."""

    def __init__(self, document: Document, size: tuple[float, float]) -> None:
        self.size = size
        self._document = document
        self._code: list[str] = []
        self._fill = ""
        self._spacing = 0.0

    def code(self) -> str:
        """The page's drawing operators."""
        return "\n".join(self._code) + "\n"

    def text(self, x: float, y: float, text: str, style: Style, stretch: float = 0.0) -> None:
        """A line of text from its left end on the base line; ``stretch`` widens every gap."""
        if not text:
            return
        self._filled(style.colour)
        spacing = style.spacing + stretch
        change = "" if spacing == self._spacing else f"{spacing:.3f} Tc "
        self._spacing = spacing
        glyphs = self._document.glyphs(text, style)
        self._code.append(f"BT {change}{x:.2f} {y:.2f} Td {glyphs} ET")

    def tilted(
        self, x: float, y: float, text: str, style: Style, cosine: float, sine: float
    ) -> None:
        """A line of text along a slope, its left end at a point."""
        self._filled(style.colour)
        turn = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm"
        self._code.append(f"BT {turn} {self._document.glyphs(text, style)} ET")

    def late(self, x: float, y: float, name: str) -> None:
        """Room, from this point on, for what `Document.complete` brings."""
        self._code.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm /{name} Do Q")

    def window(self, other: "Sheet", shift: float, left: float, right: float) -> None:
        """Another sheet moved to the right, seen between two edges; drawn before all else."""
        self._code.append(f"q {left:.2f} 0 {right - left:.2f} {self.size[1]:.2f} re W n")
        self._code.append(f"1 0 0 1 {shift:.2f} 0 cm\n{other.code()}Q")

    def photo(self, photo: Photo, box: tuple[float, float, float, float]) -> None:
        """A photo that fills a box (x, y, width, height), what hangs over cut off evenly."""
        x, y, width, height = box
        scale = max(width / photo.width, height / photo.height)
        wide, high = photo.width * scale, photo.height * scale
        left, foot = x + (width - wide) / 2, y + (height - high) / 2
        name = self._document.picture(photo)
        self._code.append(
            f"q {x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n "
            f"{wide:.2f} 0 0 {high:.2f} {left:.2f} {foot:.2f} cm /{name} Do Q"
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float, colour: str) -> None:
        """A straight line of a width in points, horizontal or vertical, drawn as an area."""
        half = width / 2
        if y1 == y2:
            self.area(x1, y1 - half, x2 - x1, width, colour)
        else:
            self.area(x1 - half, y1, width, y2 - y1, colour)

    def area(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._filled(colour)
        self._code.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def shape(self, path: str, x: float, y: float, scale: float, colour: str) -> None:
        """A filled path, given as PDF operators in its own unit, moved and scaled."""
        self._filled(colour)
        self._code.append(f"q {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm {path} f Q")

    def hatch(
        self,
        box: tuple[float, float, float, float],
        slope: int,
        gap: float,
        width: float,
        colour: str,
    ) -> None:
        """Parallel lines in a rectangle (x, y, width, height): level (slope 0), rising (1) or
        falling (-1), so many points apart; neighbours of one pattern join."""
        x, y, wide, high = box
        right, top = x + wide, y + high
        lines = []
        if slope == 0:
            rows = range(ceil(y / gap), floor(top / gap) + 1)
            lines = [f"{x:.2f} {n * gap:.2f} m {right:.2f} {n * gap:.2f} l" for n in rows]
        else:
            starts = (x - slope * top, x - slope * y, right - slope * y, right - slope * top)
            for n in range(ceil(min(starts) / gap), floor(max(starts) / gap) + 1):
                at = n * gap
                lines.append(f"{at + slope * y:.2f} {y:.2f} m {at + slope * top:.2f} {top:.2f} l")
        if lines:
            clip = f"q {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re W n {width:.2f} w {_rgb(colour)} RG"
            self._code.append("\n".join([clip, *lines, "S Q"]))

    def _filled(self, colour: str) -> None:
        if colour != self._fill:
            self._fill = colour
            self._code.append(f"{_rgb(colour)} rg")
