"""Reusable Qt parts that know nothing of the office."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12.0 gives a reference to True away with every signal it emits; after a few thousand
    # the process aborts with "deallocating True or False". From Python 3.12 on these objects are
    # immortal; here they are given more references than a program can ever emit.
    for _immortal in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_immortal)).value += 1 << 40
