"""问题 · 实事项目: the register of livelihood projects."""
