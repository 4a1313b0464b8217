#!/bin/sh
# Ends early, before anything is made, when the machine cannot carry the shop.
set -eu
sdk=$(dotnet --version)
case $sdk in
10.*|1[1-9].*) ;;
*) echo "the shop needs the .NET SDK 10 or later, this is $sdk" >&2; exit 1 ;;
esac
printf 'sdk=%s\n' "$sdk" > "$TASKRUNNER_OUTPUT"
