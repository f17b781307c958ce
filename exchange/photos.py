"""Photos: shrunk, turned upright, and without what the camera wrote into them.

The file is somebody's: it is opened with limits, and only as one of a few kinds of picture.
"""

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import KnownError

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 480, 640  # 3:4, as 党员亮身份 hangs it
LONGEST = 1280
ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".webp")
_KINDS = ("JPEG", "PNG", "BMP", "WEBP")
_MOST_BYTES = 40 * 1024**2
_MOST_PIXELS = 100_000_000
_QUALITY = 85
# A progressive JPEG comes in some ten scans, and each takes as long as the whole picture.
_SCAN, _MOST_SCANS = b"\xff\xda", 100


def read_photo(path: Path) -> bytes:
    """A photo as a JPEG of at most 480 × 640 pixels, its middle cut to 3:4.

    Raises:
        KnownError: the file cannot be read, is no picture, or is beyond measure.
    """
    from PIL import ImageOps

    return _read(path, (WIDTH, HEIGHT), lambda upright: ImageOps.fit(upright, (WIDTH, HEIGHT)))


def read_picture(path: Path) -> bytes:
    """A picture of something as a JPEG, whole, at most 1280 × 1280 pixels; raises as `read_photo`
    does."""

    def shrink(upright: "Image") -> "Image":
        upright.thumbnail((LONGEST, LONGEST))
        return upright

    return _read(path, (LONGEST, LONGEST), shrink)


def _read(path: Path, size: tuple[int, int], shape: Callable[["Image"], "Image"]) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # which would only warn: the size is looked at below
    # What a camera noted wrongly is left out anyway.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unfit(path, "文件超过 40 MB")
        with Image.open(path, formats=_KINDS) as picture:
            # In the other kinds these bytes mean nothing.
            is_jpeg = picture.format not in _KINDS[1:]
            if is_jpeg and path.read_bytes().count(_SCAN) > _MOST_SCANS:
                raise _unfit(path, "打不开，或者已损坏")
            if picture.width * picture.height > _MOST_PIXELS:
                raise _unfit(path, "尺寸过大")
            picture.draft("RGB", (size[0] * 2, size[1] * 2))
            shaped = shape(_on_white(ImageOps.exif_transpose(picture)))
    except UnidentifiedImageError as error:
        raise _unfit(path, "不是 JPG、PNG、BMP 或 WEBP 图片") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _unfit(path, "打不开，或者已损坏") from error
    shaped.info.clear()  # comments would go on into the new file
    made = BytesIO()
    shaped.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue()


def _on_white(picture: "Image") -> "Image":
    """Without what shines through."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def _unfit(path: Path, why: str) -> KnownError:
    return KnownError(f"照片“{path.name}”{why}，没有采用；请换一张再试。")
