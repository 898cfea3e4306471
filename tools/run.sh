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
rm -rf "$sample"
mkdir -p "$sample"
cp -R articles playbooks synonyms.md "$sample"
if command -v git >/dev/null; then
  git -C "$sample" init --quiet --template= --initial-branch=main
  git -C "$sample" add --all
  git -C "$sample" -c user.name="Sample desk" -c user.email=desk@example.invalid commit --quiet \
    --message "The sample library"
fi
echo "The sample library was copied to $sample; whatever you do there stays there."
exec "$kbdesk" "$sample"
