# make books   set up .venv and convert stories/ into books/
# make test    set up what the whole suite needs, and run it: lint, types, import contracts, tests, validation
# make case CASE=tests/cases/one.md    print what the program makes of a case's source
# make golden  write the golden books anew (then read the difference before you commit it)
# make validate    ask every validator about every sample, in all themes, as EPUB and KEPUB; BOOKS=... for your own
# make validators  install those that are not on PyPI (Ace, epubcheck-ts) or not needed else (kobofix)
# make shelf-clients    install what the tests of the shelf ask: readers of OPDS, a driver for Chromium, axe
# make pictures   draw the pages of a sample in every theme, as reading programs show them (docs/pictures)
# make bench   time each stage of a conversion, and whole commands beside pandoc and calibre, where they are
# make lock    choose the newest versions that fit, and write them to requirements/

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PYTEST_FLAGS ?=

.PHONY: books test lint unit case golden validate validators shelf-clients pictures bench lock clean

books: $(VENV)/.run
	$(BIN)/fic2epub convert stories -o books

test: lint unit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/pytest $(PYTEST_FLAGS)

case: $(VENV)/.dev
	$(BIN)/python tests/cases/case_documents.py $(CASE)

golden: $(VENV)/.dev
	FIC2EPUB_WRITE_GOLDEN=1 $(BIN)/pytest tests/golden

validate: $(VENV)/.dev validators
	$(BIN)/python tests/validation/every_book.py $(BOOKS)

shelf-clients: $(VENV)/.shelf-clients

$(VENV)/.shelf-clients: $(VENV)/.made tests/serving/clients/package-lock.json
	mkdir -p $(VENV)/shelf-clients && cp tests/serving/clients/package*.json $(VENV)/shelf-clients/
	cd $(VENV)/shelf-clients && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

validators: $(VENV)/.ace $(VENV)/.epubcheck-ts $(VENV)/.kobofix

$(VENV)/.ace $(VENV)/.epubcheck-ts: $(VENV)/.%: $(VENV)/.made tests/validation/%/package-lock.json
	mkdir -p $(VENV)/$* && cp tests/validation/$*/package*.json $(VENV)/$*/
	cd $(VENV)/$* && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund
	touch $@

$(VENV)/.kobofix: $(VENV)/.made tests/validation/kobofix/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
		--target $(VENV)/kobofix -r tests/validation/kobofix/requirements.txt
	touch $@

pictures: $(VENV)/.run
	mkdir -p $(VENV)/pictures && cp docs/pictures/package*.json $(VENV)/pictures/
	-cd $(VENV)/pictures && npm ci --ignore-scripts --no-audit --no-fund
	$(BIN)/python docs/pictures/render.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/stages.py
	$(BIN)/python benchmarks/peers.py

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --upgrade pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --upgrade -c requirements/run.txt requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) books build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@
