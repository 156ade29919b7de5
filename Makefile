# The commands of this repository; `make` or `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help start dev test test-deep test-pythons check format messages mutate bench slow-clients lock build-courses pictures postgres video voice test-voice

# Where a machine wants no compiled files, every process of the tests would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv/bin
# The newest Python that is new enough and can make an environment.
PYTHON := $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1; then echo $$python; break; fi; done)
NO_PYTHON := No Python 3.11 or newer with venv was found. On Debian: apt install python3 python3-venv
# The environment that exists knows its own Python.
INSTALL = $(if $(wildcard $(VENV)/python),$(VENV)/python,$(or $(PYTHON),$(error $(NO_PYTHON))))

# The tests run as on this day in Japan; DAY=2027-03-31T23:59:59 says the second, too.
RUN_ON = $(if $(DAY),TERAKOYA_DAY=$(DAY))

help:  ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

start:  ## Install, prepare and serve the portal on 127.0.0.1:8000 (PORT=… for another port)
	@$(INSTALL) tools/start.py

dev:  ## The same, restarted on every change of a file, with debug pages
	@$(INSTALL) tools/start.py --reload

test:  ## Run all tests, as on a day with DAY=2026-12-31; what this machine lacks is named
	@$(RUN_ON) $(INSTALL) tools/run_tests.py

test-deep:  ## The same, whole: all examples of the laws, all widths, the tests marked deep
	@$(RUN_ON) $(INSTALL) tools/run_tests.py --deep

test-pythons:  ## Run the tests without browser and office on each Python of this machine, 3.11 to 3.14
	@$(RUN_ON) $(INSTALL) tools/pythons.py

check:  ## Everything a change must pass beside the tests: style, types, layers, courses, texts
	@$(INSTALL) tools/check.py

format:  ## Put the source into our layout, and the palette into the style sheet
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/ruff format . && $(VENV)/ruff check --fix .
	@$(VENV)/python tools/palette.py

messages:  ## Bring the catalogues of the interface up to date
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python tools/translations.py

mutate:  ## Change the code of SET (merge, tree, diff, coverage) and count what no test notices
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python -m tools.mutate $(SET) $(if $(SAMPLE),--sample $(SAMPLE))

slow-clients:  ## Let half-sent and unread requests loose on a server and time a normal page beside them
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python -m tools.slow_clients

bench:  ## Play learners' journeys against a server and count its CPU milliseconds
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python -m tools.bench

lock:  ## Compile the requirements from pyproject.toml, with hashes
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python tools/lock.py

postgres:  ## Install what a PostgreSQL database needs
	@$(INSTALL) tools/environment.py run
	@$(INSTALL) tools/environment.py postgres

pictures:  ## Take the screens of docs/pictures anew, from a demo made for it (needs Chromium)
	@$(INSTALL) tools/environment.py dev
	@$(VENV)/python tools/pictures.py

video:  ## Install what the format mp4 needs beside LibreOffice
	@$(INSTALL) tools/environment.py run
	@$(INSTALL) tools/environment.py video

voice:  ## Install the voices and record the narrations that have no recording, in both languages
	@$(INSTALL) tools/environment.py run
	@$(INSTALL) tools/environment.py voice
	@$(VENV)/python tools/voice_files.py
	@set -e; for course in courses/*/course.yaml; do \
		$(VENV)/terakoya voice "$$(dirname "$$course")" --clauses var/voice; done

test-voice:  ## Test the voices, let a recogniser hear every recording, and write docs/voice.md
	@$(INSTALL) tools/environment.py dev
	@$(INSTALL) tools/environment.py hearing
	@$(VENV)/python tools/voice_files.py
	@$(VENV)/python -m pytest -q tools/hear
	@$(VENV)/python -m tools.hear

build-courses:  ## Write every course in every format into build/
	@$(INSTALL) tools/environment.py run
	@set -e; for course in courses/*/course.yaml; do \
		$(VENV)/terakoya build "$$(dirname "$$course")" \
		--to web,pptx,survey-xlsx,test-xlsx,pdf,scorm12,scorm2004,revision --out build; done
