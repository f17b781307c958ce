# What one types here: make run, make test, make soak, make fuzz, make lint, make bench.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test soak fuzz lint bench clean

run: .venv/app
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then $(BIN)/python main.py; \
	else $(BIN)/python main.py tour out/; fi

# Two cores are kept busy by three: a window's test waits for its loop and for the database.
test: .venv/dev
	$(BIN)/python -m pytest -n 3

# Killed and opened again, hundreds of times.
soak: .venv/dev
	$(BIN)/python -m pytest tests/crash --rounds 300

# What make test tries with a few wrong files and values, with very many: half an hour.
fuzz: .venv/dev
	$(BIN)/python -m pytest -n 2 --hypothesis-profile=fuzz tests/hostile

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev
	$(BIN)/python -m benchmarks

.venv/app .venv/dev: pyproject.toml constraints.txt .ci/setup
	@.ci/setup $(PYTHON) $(notdir $@)
	@touch $@

clean:
	rm -rf .venv out
