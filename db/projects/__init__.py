"""民生实事: livelihood projects."""
