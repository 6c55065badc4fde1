# 明账. `make demo` shows it, `make test` tests it; both set up what they need. `docs/development.md` says more.

SHELL := /bin/sh
BIN := .venv/bin
# A Python to begin with: setup.py then looks for the best one; PYTHON=… decides.
ANY_PYTHON := $(or $(PYTHON),$(firstword $(foreach name,python3 python3.12 python3.11 python,$(shell command -v $(name)))))

.DEFAULT_GOAL := help
.PHONY: help setup demo test check guide fuzz bench-data bench-api bench-compare bench-desk bench-extract bench-ingest bench-recognition lock

help:
	@echo 'make demo                建立一切并演示：入库、公布、比较、开页面（Ctrl-C 停止）'
	@echo 'make demo DOCS=文件夹    同上，用自己的文件'
	@echo 'make test                建立一切并运行测试'
	@echo 'make guide               重拍录入员手册（docs/clerks.md）里的画面'
	@echo 'make fuzz                把样例改坏一万次逐个读取，看是否崩溃、卡住、泄漏（MUTANTS=个数 SEED=种子 DOCS=文件夹；中断后接着做）'
	@echo 'make check               格式、规范、类型、依赖方向、迁移、部署检查'
	@echo 'make bench-extract       读取的速度和内存，与别的读法比（DOCS=文件夹 用自己的文件）'
	@echo 'make bench-ingest        入库的速度：经任务队列和工作进程读完、存好（DOCS=文件夹 用自己的文件）'
	@echo 'make bench-desk          一万份文件等着时，后台每个列表、待办和首页的速度'
	@echo 'make bench-recognition   扫描件认得对不对，与原来的文字逐格比（DOCS=文件夹 用自己的文件；先 make setup EXTRAS=ocr）'
	@echo 'make bench-data          为其余测速生成数据：三十万和三千万个数，各一个库（FACTS=个数 只做一种）'
	@echo 'make bench-api           数据接口和整个文件的速度，与 psql 比（先 make bench-data）'
	@echo 'make bench-compare       比较、排名、贡献、同类部门和页面的速度（先 make bench-data）'
	@echo 'make setup               把所需的一切装进 .venv（可重复）'
	@echo 'make setup EXTRAS=ocr    另外装上图片识别（约 200 MB，模型在包里，用时不联网）'
	@echo 'make setup EXTRAS=sentry 另外装上出错报告（SENTRY_DSN）'
	@echo 'make lock                按 pyproject.toml 重写 requirements*.txt'

setup:
	@[ -n '$(ANY_PYTHON)' ] || { echo '没有找到 Python：需要 3.11 以上并带 venv 模块（Debian：apt install python3 python3-venv）。' >&2; exit 2; }
	@exec '$(ANY_PYTHON)' config/local/setup.py $(EXTRAS)

demo: setup
	@exec $(BIN)/python -m config.local demo

test: setup
	@exec $(BIN)/python -m pytest -n 4 --dist loadgroup $(PYTEST)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m config.local run $(BIN)/python -W error manage.py makemigrations --check
	@echo 'manage.py check --deploy（生产环境的设置）'
	@MINGZHANG_ENV=production ALLOWED_HOSTS=example.org DATABASE_URL=postgres://check@localhost/check CELERY_BROKER_URL=redis://localhost \
	  SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	  $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

# The pictures of docs/clerks.md, taken while a test walks a clerk's whole way.
guide: setup
	@rm -f docs/pictures/*.png
	@GUIDE_PICTURES='$(CURDIR)/docs/pictures' $(BIN)/python -m pytest -q tests/browser/test_clerks_way.py

# At low priority: it takes some ten minutes and goes on where it was interrupted.
fuzz: setup
	@exec nice -n 15 $(BIN)/python manage.py fuzz $(if $(MUTANTS),--mutants $(MUTANTS)) $(if $(SEED),--seed $(SEED))

# The 30 million figures take about 20 GB and a quarter of an hour; what was interrupted goes on.
bench-data: setup
	@exec $(BIN)/python -m config.local run $(BIN)/python manage.py bench_data $(if $(FACTS),--facts $(FACTS))

bench-compare: setup
	@exec $(BIN)/python -m config.local run $(BIN)/python manage.py bench_compare

bench-api: setup
	@exec $(BIN)/python -m config.local run $(BIN)/python manage.py bench_api

bench-extract: setup
	@exec $(BIN)/python manage.py bench_extract

# Through a broker and workers, each round with a database of its own that is removed at the end.
bench-ingest: setup
	@exec $(BIN)/python -m config.local run $(BIN)/python manage.py bench_ingest $(if $(DOCUMENTS),--documents $(DOCUMENTS))

# Its ten thousand documents stay in a database of their own (about 700 MB), for the next time.
bench-desk: setup
	@exec $(BIN)/python -m config.local run $(BIN)/python manage.py bench_desk

bench-recognition: setup
	@exec $(BIN)/python manage.py bench_recognition

# uv comes into an environment of its own: the project does not need it.
lock: setup
	[ -x .local/uv/bin/uv ] || { $(BIN)/python -m venv .local/uv && .local/uv/bin/pip install --quiet uv; }
	.local/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	  pyproject.toml -o requirements.txt
	.local/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	  pyproject.toml --group local --group dev -o requirements-dev.txt
	.local/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	  pyproject.toml --extra ocr --constraint requirements-dev.txt -o requirements-ocr.txt
	.local/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	  pyproject.toml --extra sentry --constraint requirements-dev.txt -o requirements-sentry.txt
