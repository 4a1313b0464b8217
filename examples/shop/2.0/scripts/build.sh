#!/bin/sh
# Builds beside the package (which is read-only), publishes into a folder of its own, then gives it its name in one step.
set -eu
release="$RELEASES/$VERSION"
rm -rf "$TASKRUNNER_WORKDIR/source" "$release.new"
cp -R "$TASKRUNNER_PACKAGE/app" "$TASKRUNNER_WORKDIR/source"
chmod -R u+w "$TASKRUNNER_WORKDIR/source"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet publish "$TASKRUNNER_WORKDIR/source" --configuration Release --output "$release.new" -p:UseSharedCompilation=false
rm -rf "$release"
mv "$release.new" "$release"
printf 'release=%s\ndll=%s\n' "$release" "$release/Shop.dll" > "$TASKRUNNER_OUTPUT"
