#!/bin/sh
# SPDX-License-Identifier: MIT
# Open the window on a copy of the sample library; with no display, take the tour instead.
# tools/run.sh KBDESK SAMPLE TOUR
set -eu
kbdesk=$1 sample=$2 tour=$3

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display: the window goes through a whole call off-screen."
  rm -rf "$tour"
  exec "$kbdesk" tour "$tour"
fi
sh tools/sample_copy.sh "$sample"
echo "The sample library was copied to $sample; whatever you do there stays there."
exec "$kbdesk" "$sample"
