import pytest

from domain.file_names import plain


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("督办单-督〔2026〕1号-住建办.pdf", "督办单-督〔2026〕1号-住建办.pdf"),
        ("县委/县政府: “三公开”\t清单\n", "县委-县政府- “三公开”-清单-"),
        ('a\\b*c?d"e<f>g|h\x00', "a-b-c-d-e-f-g-h-"),
    ],
)
def test_what_no_file_is_called(words, name):
    assert plain(words) == name
