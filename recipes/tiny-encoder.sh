#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the reference encoder that later work starts from: a vocabulary of 8,192 tokens, shards of 64 tokens, and
# ELECTRA pretraining by the `tiny` preset. About twenty minutes on two quiet cores. Started again, it goes on.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/tiny-encoder.sh
#
# The encoder is $OUT/tiny-encoder/checkpoints/best/discriminator.
set -eu
: "${DATA:?where enwiki and novels are (DATA/text/enwiki, DATA/text/novels)}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/steps.sh"

prepare_text
pretrain tiny-encoder
echo "encoder: $OUT/tiny-encoder/checkpoints/best/discriminator"
