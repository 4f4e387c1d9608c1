#!/usr/bin/env bash
# Packages: check-jsonschema 0.39.0
# One would guess: a pattern with an escaped quotation mark is a regular expression in every dialect: it means the
#   mark.
# What happens: the default engine reads patterns under the unicode flag, where an escape that is not needed is an
#   error, so the schema itself is refused; with --regex-variant python or nonunicode the same schema passes.
# Why it matters: the schema of a deck is made from Python patterns. Python's own checks pass, and the learner's
#   editor or hook refuses every deck.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'check-jsonschema==0.39.0'

cd "$work"
cat >schema.json <<'JSON'
{"type": "object", "properties": {"answer": {"type": "string", "pattern": "^\\\"x\\\"$"}}}
JSON
echo '{"answer": "\"x\""}' >deck.json
for variant in python nonunicode; do
    venv/bin/check-jsonschema --regex-variant "$variant" --schemafile schema.json deck.json
done
status=0
venv/bin/check-jsonschema --schemafile schema.json deck.json >log 2>&1 || status=$?
cat log
test "$status" -eq 1
grep -q 'schemafile was not valid' log
