"""个人信息请求: everything about one person, and erasing it."""
