"""The walk through the whole window, which every picture of the program comes from."""

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from ui import tour


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_station_is_reached(qapp, tmp_path):
    written = list(tour.run(tmp_path / "图", households=3_000))
    assert sorted(written) == sorted((tmp_path / "图").iterdir())
    for file in written:
        if file.suffix == ".pdf":
            assert len(PdfReader(file).pages) > 0
        else:
            assert not QImage(str(file)).isNull()
    pictures = [file.stem for file in written if file.suffix == ".png"]
    assert len({name[3:] for name in pictures}) == len(pictures) > 30
