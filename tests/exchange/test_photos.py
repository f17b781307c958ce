"""Photos as cameras and phones make them, and files that only say they are one."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import KnownError
from exchange.photos import HEIGHT, LONGEST, WIDTH, read_photo, read_picture

TURNED, MAKER = 0x0112, 0x010F


def picture(file: Path, size: tuple[int, int], mode: str = "RGB", **how: object) -> Path:
    """The left half red, the right half blue."""
    made = Image.new(mode, size, (255, 0, 0) if mode == "RGB" else (255, 0, 0, 255))
    blue = (0, 0, 255) if mode == "RGB" else (0, 0, 255, 0)
    made.paste(blue, (size[0] // 2, 0, *size))
    made.save(file, **how)
    return file


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_photo_is_shrunk_to_three_by_four(tmp_path: Path) -> None:
    made = opened(read_photo(picture(tmp_path / "大.jpg", (4000, 3000))))
    assert (made.format, made.size) == ("JPEG", (WIDTH, HEIGHT))
    left, right = made.getpixel((5, 300)), made.getpixel((WIDTH - 5, 300))
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright(tmp_path: Path) -> None:
    facts = Image.Exif()
    facts[TURNED] = 6  # the camera was held a quarter turn to the right
    facts[MAKER] = "某相机"
    facts.get_ifd(0x8825)[1] = "N"  # where it was taken
    content = read_photo(picture(tmp_path / "转.jpg", (900, 900), exif=facts, comment=b"somewhere"))
    made = opened(content)
    assert not made.getexif()
    assert "某相机".encode() not in content
    assert b"somewhere" not in content
    assert made.getpixel((240, 5))[0] > 200
    assert made.getpixel((240, HEIGHT - 5))[2] > 200


def test_a_picture_stays_whole_and_says_nothing_of_its_camera(tmp_path: Path) -> None:
    facts = Image.Exif()
    facts[MAKER] = "某相机"
    wide = picture(tmp_path / "桥.jpg", (4000, 1000), exif=facts, comment="13812345678")
    content = read_picture(wide)
    made = opened(content)
    assert (made.format, made.size) == ("JPEG", (LONGEST, LONGEST // 4))
    assert "某相机".encode() not in content
    assert b"13812345678" not in content
    small = picture(tmp_path / "小.png", (300, 200))
    assert opened(read_picture(small)).size == (300, 200)
    with pytest.raises(KnownError, match="没有采用"):
        read_picture(tmp_path / "没有.jpg")


def test_what_shines_through_becomes_white(tmp_path: Path) -> None:
    made = opened(read_photo(picture(tmp_path / "透明.png", (600, 800), "RGBA")))
    assert min(made.getpixel((WIDTH - 5, 300))) > 240


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("假.jpg", b"GIF89a" + bytes(20), "不是 JPG"),
        ("空.png", b"", "不是 JPG"),
        ("断.jpg", None, "已损坏"),
    ],
)
def test_what_is_no_photo_is_told(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    file = tmp_path / name
    if content is None:
        whole = picture(tmp_path / "整.jpg", (800, 800)).read_bytes()
        content = whole[: len(whole) // 2]
    file.write_bytes(content)
    with pytest.raises(KnownError, match=told):
        read_photo(file)


def test_a_picture_beyond_measure_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "巨.png"
    Image.new("1", (20_000, 6_000)).save(file)
    with pytest.raises(KnownError, match="尺寸过大"):
        read_photo(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="打不开"):
        read_photo(tmp_path / "没有.jpg")
