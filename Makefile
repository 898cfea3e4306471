# Every target is described by `make help`. The two that a newcomer needs: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := build/sample-library
TOUR := build/tour
LIBRARY ?= .
ROLES := build/roles
RELOADED := build/whoosh-reloaded
SITE := build/docs-venv
SUPPLY := build/supply-venv
MUTANTS := build/mutants-venv
FUZZ := build/fuzz-venv

.DEFAULT_GOAL := help
.PHONY: bench-writing fuzz advisories licences sbom mutants bench help run a11y test docs pictures test-whoosh-reloaded soak soak-window long servers check types lint imports unit format tour requirements dist bundle bundle-test clean libraries keys languages soak-usual

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 24

run: $(VENV)/app libraries ## Open the window on a copy of the sample library (with no display: a tour in pictures)
	@sh tools/run.sh $(BIN)/kbdesk $(SAMPLE) $(TOUR)

test: lint types imports unit ## All checks and tests

lint: $(VENV)/dev ## Style and docstrings (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev ## Types (mypy --strict)
	$(BIN)/mypy

imports: $(VENV)/dev ## Who may import whom (import-linter)
	$(BIN)/lint-imports

unit: $(VENV)/dev libraries ## Tests (pytest); pick some with ARGS="-k name"
	@# one more than there are cores: tests of the window wait a lot
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)') --dist loadfile --no-loadscope-reorder $(ARGS)

test-whoosh-reloaded: $(RELOADED)/dev ## Tests of search with Whoosh-Reloaded in the place of whoosh3
	QT_QPA_PLATFORM=offscreen $(RELOADED)/bin/pytest tests/test_search*.py $(ARGS)

a11y: $(VENV)/dev ## Tests over the real accessibility bus (apt: at-spi2-core dbus python3-gi gir1.2-atspi-2.0 xvfb xdotool)
	KBDESK_A11Y=1 $(BIN)/pytest tests/a11y $(ARGS)

soak: $(VENV)/dev ## Play the suites F1 to F17 of RELIABILITY.md (ten minutes on two cores)
	PYTHONPATH=tools QT_QPA_PLATFORM=offscreen $(BIN)/python -m suites --json build/suites.json $(ARGS)

soak-usual: $(VENV)/dev ## Share for 1,000 rounds as kbdesk does and the usual way, and count what is lost (5 to 10 minutes)
	$(BIN)/python tools/soak_usual.py --json build/soak-usual.json $(ARGS)

soak-window: $(VENV)/dev libraries ## A scripted agent in the real window: errors, memory, stalls: make soak-window ARGS="--minutes 120"
	$(BIN)/python tools/soak_window.py --json build/soak-window.json $(ARGS)

bench: $(VENV)/dev ## Measure the window beside Zim, Zeal and bare windows: make bench LIBRARY=DIR (docs/speed.md; 10 minutes)
	$(BIN)/python tools/bench.py --library $(LIBRARY) --json build/bench.json $(ARGS)

bench-writing: $(VENV)/dev ## Measure writing, history and saves: make bench-writing LIBRARY=DIR (docs/reliability.md; 4 minutes)
	$(BIN)/python tools/bench_writing.py --library $(LIBRARY) $(ARGS)

long: $(VENV)/dev ## The long form of tests: thousands of damaged notes and faulty playbooks, a year of 300 people's counts (5 minutes)
	KBDESK_LONG=1 QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto --dist loadfile tests/test_handoff_mutated.py tests/test_check_mutations.py tests/test_focus_chain.py tests/test_clipped.py tests/test_counts.py tests/test_soak_window.py tests/test_sync_round.py $(ARGS)

fuzz: $(FUZZ)/ready ## Fuzz the four parsers by coverage, all at once: make fuzz ARGS="--minutes 60"
	PYTHONPATH=. $(FUZZ)/bin/python tools/fuzz.py --folder build/fuzz $(ARGS)

servers: $(VENV)/dev ## Share through real servers, with twenty people at once
	KBDESK_CROWD=20 $(BIN)/pytest tests/test_sync_servers.py tests/test_sync_trouble.py $(ARGS)

check: $(VENV)/app ## Prove the sample library's articles and playbooks
	$(BIN)/kbdesk check --library .

tour: $(VENV)/app libraries ## Take the pictures of a whole call into build/tour
	$(BIN)/kbdesk tour $(TOUR)

docs: $(VENV)/dev $(SITE)/ready ## The docs site into build/site (Sphinx, with nothing left to warn of)
	$(BIN)/python tools/docs.py build/docs
	$(SITE)/bin/sphinx-build --quiet --fail-on-warning --keep-going -c docs -b html build/docs build/site
	@echo "The site is in build/site: open build/site/index.html"

pictures: $(VENV)/app libraries ## Take every picture anew and put those of the docs into docs/pictures
	$(BIN)/kbdesk tour $(TOUR) --all
	$(BIN)/python tools/docs_pictures.py $(TOUR)
	@rm -rf "$(ROLES)" # a month is played once
	@sh tools/sample_copy.sh "$(ROLES)/Sample desk"
	$(BIN)/python tools/month.py $(ROLES)/data "$(ROLES)/Sample desk"
	$(BIN)/kbdesk tour docs/pictures --roles $(ROLES)/data --library "$(ROLES)/Sample desk"

format: $(VENV)/dev ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

languages: $(VENV)/dev ## Gather the texts of the window and bring every language up to date (docs/languages.md)
	$(BIN)/python tools/languages.py

keys: $(VENV)/dev ## Write docs/keys.md from the table of actions
	$(BIN)/python tools/write_keys.py

requirements: $(VENV)/dev $(SUPPLY)/ready ## Pin the newest dependencies that pyproject.toml allows, with hashes
	@# with the build backend: tools/venv.sh builds kbdesk itself without fetching anything that is not pinned
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' | \
	  $(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" pyproject.toml - -o requirements.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" --group docs -o requirements-docs.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" --group bundle -c requirements.txt -o packaging/requirements.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" --group supply -o requirements-supply.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" pyproject.toml --group fuzz -c requirements.txt -o requirements-fuzz.txt
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" pyproject.toml --group dev --group mutants -c requirements-dev.txt \
	  -o requirements-mutants.txt
	echo 'Whoosh-Reloaded==2.7.5' | \
	  $(SUPPLY)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" - -o requirements-whoosh-reloaded.txt

dist: $(VENV)/dev ## Wheel and source archive into dist/
	@rm -rf dist && mkdir dist
	@PYTHONPATH=tools/backend $(BIN)/python -c 'import kbdesk_build as build; print(build.build_sdist("dist"), build.build_wheel("dist"))'

licences: $(VENV)/dev $(SUPPLY)/ready ## Write docs/licences.md; fails on a licence that nobody has looked at
	$(SUPPLY)/bin/python tools/licences.py --python $(BIN)/python

advisories: $(SUPPLY)/ready ## Known weaknesses of everything that is pinned (asks PyPI)
	$(SUPPLY)/bin/python tools/advisories.py $(ARGS)

sbom: $(SUPPLY)/ready ## What kbdesk consists of, as a CycloneDX file in dist/
	$(SUPPLY)/bin/python tools/sbom.py dist

mutants: $(MUTANTS)/ready ## Change the code of playbooks, notes, fields and saves in small ways; do the tests notice? (docs/mutation.md)
	$(MUTANTS)/bin/python tools/mutants.py build/mutants $(ARGS)

bundle: ## One folder with all that kbdesk needs, its Python too, into build/bundle (2 minutes)
	$(PYTHON) packaging/bundle.py build/bundle

bundle-test: bundle $(VENV)/dev ## Make the bundle and try it without our Python and modules (3 minutes)
	KBDESK_BUNDLE=$(CURDIR)/build/bundle/dist/kbdesk $(BIN)/pytest tests/test_install.py $(ARGS)

libraries: ## Install the system libraries that Qt needs, or say how (Linux)
	@$(PYTHON) tools/system_libraries.py

clean: ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(VENV)/app: requirements.txt pyproject.toml
	@sh tools/venv.sh $(PYTHON) $(VENV) requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt pyproject.toml
	@sh tools/venv.sh $(PYTHON) $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/app

$(SITE)/ready: requirements-docs.txt
	@rm -rf $(SITE)
	@$(PYTHON) -m venv $(SITE)
	@$(SITE)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	@touch $@

$(SUPPLY)/ready: requirements-supply.txt
	@rm -rf $(SUPPLY)
	@$(PYTHON) -m venv $(SUPPLY)
	@$(SUPPLY)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-supply.txt
	@touch $@

# without kbdesk itself: the changed copy is what is imported
$(FUZZ)/ready: requirements-fuzz.txt
	@rm -rf $(FUZZ)
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@touch $@

$(MUTANTS)/ready: requirements-mutants.txt
	@rm -rf $(MUTANTS)
	@$(PYTHON) -m venv $(MUTANTS)
	@$(MUTANTS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutants.txt
	@touch $@

# Both distributions own the package `whoosh`: one is taken out before the other comes, in a new environment.
$(RELOADED)/dev: requirements-dev.txt requirements-whoosh-reloaded.txt pyproject.toml
	@rm -rf $(RELOADED)
	@sh tools/venv.sh $(PYTHON) $(RELOADED) requirements-dev.txt
	$(RELOADED)/bin/pip uninstall --quiet --yes whoosh3
	$(RELOADED)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-whoosh-reloaded.txt
	@touch $@
