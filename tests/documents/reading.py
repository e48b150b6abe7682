"""Reads a PDF back the way people and their programs do."""

import io
import subprocess
from pathlib import Path

from pypdf import PdfReader


def text_of(data: bytes, folder: Path) -> str:
    """The text poppler extracts, one printed line per line, blanks as they are."""
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


def joined(text: str) -> str:
    """Text without line ends, so that a value broken over two lines is found whole."""
    return text.replace("\n", "")


def pages_of(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def fonts_of(data: bytes, folder: Path) -> list[list[str]]:
    """Name, embedded?, subset?, unicode? of each font."""
    path = folder / "paper.pdf"
    path.write_bytes(data)
    lines = subprocess.run(
        ["pdffonts", str(path)], check=True, capture_output=True, text=True
    ).stdout.splitlines()[2:]
    return [[line.split()[0], *line.split()[-5:-2]] for line in lines]


def word_boxes(data: bytes, folder: Path) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every word in points from the top left corner."""
    path = folder / "paper.pdf"
    path.write_bytes(data)
    found = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    boxes = []
    for line in found.splitlines():
        if "<word" in line:
            numbers = [float(part) for part in line.split('"')[1:8:2]]
            boxes.append((numbers[0], numbers[1], numbers[2], numbers[3]))
    return boxes
