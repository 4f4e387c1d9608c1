#!/usr/bin/env bash
# Packages: import-linter 2.17
# One would guess: lint-imports > log, then grep for the contract's name and BROKEN, finds the line of a broken
#   contract.
# What happens: the report is wrapped at 80 columns also when it goes into a file, so a name of 74 characters or more
#   and its verdict are on two lines, and so is the name in the heading.
# Why it matters: rules about layers read best as a sentence; a script that looks for one then takes a broken rule for
#   a kept one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'import-linter==2.17'

mkdir "$work/rooms"
cd "$work"
touch rooms/__init__.py rooms/screen.py
echo 'import rooms.screen' >rooms/store.py
name='The screens may ask the store for rows, and the store must never know about a screen'
cat >contracts.ini <<INI
[importlinter]
root_package = rooms

[importlinter:contract:rooms]
name = $name
type = layers
layers =
    rooms.screen
    rooms.store
INI
status=0
PYTHONPATH="$work" venv/bin/lint-imports --config contracts.ini --no-cache >log 2>&1 || status=$?
cat log
test "$status" -eq 1
grep -q 'Contracts: 0 kept, 1 broken.' log
if grep -F "$name BROKEN" log; then
    exit 1
fi
tr -s '\n ' ' ' <log | grep -F "$name BROKEN" >joined
