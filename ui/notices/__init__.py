"""公开公示: sheets for boards and stairwells."""
