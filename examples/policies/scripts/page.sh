#!/bin/sh
# Text to HTML, with the three characters that matter escaped.
set -eu
escape() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }
{
  printf '<!doctype html><meta charset="utf-8"><h1>%s</h1>\n' "$(printf '%s' "$HEADING" | escape)"
  printf '<p>%s</p>\n' "$(escape < "$TASKRUNNER_PACKAGE/pages/$PAGE.txt")"
} > "$SITE/$PAGE.html.new"
mv "$SITE/$PAGE.html.new" "$SITE/$PAGE.html"
printf 'file=%s\n' "$SITE/$PAGE.html" > "$TASKRUNNER_OUTPUT"
