#!/usr/bin/env bash
# Packages: pytest 9.2.0 and 8.4.2, pytest-xdist 3.8.0
# One would guess: with `--dist loadgroup`, all tests of one `xdist_group` run in the same worker.
# What happens: under pytest 8.4.2 they do; under pytest 9.2.0 the same tests are dealt to both workers, without a word.
# Why it matters: what was grouped to share something dear, such as a process that has loaded torch, makes it in each
#   worker again, and what must not run at the same time does.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/test_group.py" <<'PY'
import os

import pytest


@pytest.mark.xdist_group("all")
@pytest.mark.parametrize("number", range(12))
def test_where(number):
    with open(os.environ["WORKERS"], "a") as workers:
        print(os.environ["PYTEST_XDIST_WORKER"], file=workers)
PY
for version in 8.4.2 9.2.0; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" 'pytest-xdist==3.8.0'
  (cd "$work" && WORKERS="$work/workers-$version" "$work/$version/bin/python" -m pytest -q -p no:cacheprovider -n 2 \
    --dist loadgroup test_group.py > "$work/out-$version") || { cat "$work/out-$version"; exit 1; }
  echo "pytest $version: $(sort "$work/workers-$version" | uniq -c | tr -s ' \n' ' ')"
done
[ "$(sort -u "$work/workers-8.4.2" | wc -l)" = 1 ]
[ "$(sort -u "$work/workers-9.2.0" | wc -l)" = 2 ]
