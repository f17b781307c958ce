"""公示: what hangs where, from its draft to the day it comes down."""
