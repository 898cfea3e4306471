#!/bin/sh
# SPDX-License-Identifier: MIT
# Make a copy of the sample library, with a history of its own where there is git: tools/sample_copy.sh FOLDER
set -eu
sample=$1

rm -rf "$sample"
mkdir -p "$sample"
cp -R articles playbooks synonyms.md "$sample"
if command -v git >/dev/null; then
  git -C "$sample" init --quiet --template= --initial-branch=main
  git -C "$sample" add --all
  git -C "$sample" -c user.name="Sample desk" -c user.email=desk@example.invalid commit --quiet \
    --message "The sample library"
fi
