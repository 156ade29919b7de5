#!/bin/sh
# What a release leaves behind, made by that release: sh keep.sh CLONE RELEASE
#
# CLONE is a clone at that release, with its environment and the PostgreSQL part of it;
# RELEASE/portal.py tells the story of its portal. README.md says what each file is.
set -eu
clone=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")/$2" && pwd)
python=$clone/.venv/bin/python
terakoya=$clone/.venv/bin/terakoya
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/courses"
cp -r "$clone/tests/corpus/every-layout" "$clone/tests/corpus/shared" "$work/courses"
rm -rf "$here/course" "$here/edition"
mkdir "$here/course" "$here/edition"
cp -r "$work/courses/." "$here/course"

# Files of the command line.
$terakoya build "$here/course/every-layout" --lang ja --out "$work/built" \
    --to pptx,survey-xlsx,test-xlsx,gift,revision
mv "$work/built/every-layout-ja.pptx" "$here/deck.pptx"
mv "$work/built/every-layout-ja.survey.xlsx" "$here/survey.xlsx"
mv "$work/built/every-layout-ja.test.xlsx" "$here/test.xlsx"
mv "$work/built/every-layout-ja.gift" "$here/questions.gift"
mv "$work/built/every-layout.REVISION.json" "$here/REVISION.json"

# An edition: one title and one hidden slide, written by the release's own merge.
cp -r "$work/courses" "$work/ours"
sed -i 's/^# その日のうちに話す$/# みほん商事では、その日に話す/' "$work/ours/every-layout/ja/30-acting.md"
base=$($python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$here/REVISION.json")
printf 'base: %s\nhidden:\n  - slide: two-axes\n    reason: 別の研修で学ぶため\n' "$base" > "$work/ours/every-layout/edition.yaml"
$terakoya merge "$here/course/every-layout" "$work/ours/every-layout" "$here/course/every-layout" \
    --out "$work/merged"
cp -r "$work/merged/." "$here/edition"

# Its migrations, by name.
(cd "$clone" && git ls-files 'src/terakoya/portal/*/migrations/0*.py') |
    sed 's:.*/portal/\(.*\)/migrations/\(.*\)\.py:\1.\2:' > "$here/migrations.txt"

# Its portal, once on each database: the whole installation, and of PostgreSQL a dump that any
# version from 15 on loads.
cat > "$work/portal" <<'STEPS'
set -eu
export TERAKOYA_VAR="$installation/var" TERAKOYA_COURSES="$work/courses"
cd "$clone"
mkdir "$installation"
"$python" manage.py migrate --verbosity=0
"$python" manage.py shell < "$here/portal.py"
if [ -n "${TERAKOYA_DATABASE:-}" ]; then
    dump=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/pg_dump
    "$dump" --no-owner --no-privileges --rows-per-insert=100 "$TERAKOYA_DATABASE" |
        grep -v -e '^\\' -e '^SET transaction_timeout' > "$installation/dump.sql"
fi
STEPS
export clone here python work
installation=$work/sqlite sh "$work/portal"
installation=$work/postgresql "$python" "$clone/tools/postgres.py" sh "$work/portal"
for kind in sqlite postgresql; do
    tar -C "$work/$kind" -cJf "$here/$kind.tar.xz" --owner=0 --group=0 --numeric-owner .
done
