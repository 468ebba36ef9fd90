#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the reference codec that later work starts from: the songs of DATA/music at 8 kHz, whole songs held out, and
# the `nano` codec, shortened. At most fifteen minutes on two quiet cores. Started again, it goes on.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/tiny-codec.sh
#
# The codec is $OUT/tiny-codec, its codes of all songs are $OUT/music-codes.
set -eu
: "${DATA:?where music is (DATA/music)}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/codec-steps.sh"

dataset music
codec tiny-codec music --set steps=3000 --set decay_steps=1000
codes tiny-codec music
echo "codec: $OUT/tiny-codec, codes: $OUT/music-codes"
