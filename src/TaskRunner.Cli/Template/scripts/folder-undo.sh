#!/bin/sh
# Only when it is empty: what somebody else put there stays.
[ ! -d "$FOLDER" ] || rmdir "$FOLDER" 2>/dev/null || echo "kept $FOLDER: not empty" >&2
