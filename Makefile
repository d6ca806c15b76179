# Every target is one line of packaging/dev.py; on Windows: python packaging\dev.py run
PYTHON ?= python3
export ARGS LOG DATABASE_URL TILLS UNTIL PRICE_FACTOR ORACLES CUTOFFS SEEDS FIRST_SEED JOBS N MINUTES

.DEFAULT_GOAL := help
.PHONY: help run test lint bench simulate mutants powerloss chaos replay screenshots coverage clean setup test-browser

help run test lint bench simulate mutants powerloss chaos replay screenshots coverage clean setup test-browser:
	@$(PYTHON) packaging/dev.py $@
