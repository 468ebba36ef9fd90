#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What docs/results/jukebox-codec.md reports: the `nano` codec trained about half an hour each on music and on spoken
# digits, side by side on one thread each, and measured on songs and recordings it never heard. About forty minutes on
# two cores. Started again, it goes on.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/codec-evidence.sh
set -eu
: "${DATA:?where music and digits are (DATA/music, DATA/digits)}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/codec-steps.sh"

dataset music
# Digits are a third of a second long: shorter clips, more of them.
if [ ! -d "$OUT/digits-8k" ]; then
    "$triad" jukebox dataset --input "$DATA/digits" --out "$OUT/digits-8k" --rate 8000 --validation 0.05 \
        --min-seconds 0.26
fi
codec codec-music music &
music=$!
codec codec-digits digits --set sample_length=2048 --set batch_size=16 --set linf_k=512 &
digits=$!
wait $music
wait $digits
scores codec-music music
scores codec-digits digits --seconds 0.25
