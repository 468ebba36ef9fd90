#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Is replaced token detection worth more than masked language modelling at equal compute? Pretrains both by the `tiny`
# preset with the same number of floating-point operations, and ELECTRA with a quarter of them; fine-tunes all three on tasks.
# Started again after an interruption, it goes on.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/electra-evidence.sh
set -eu
: "${DATA:?where text and tasks are}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/steps.sh"

prepare_text
flops=$("$triad" electra pretrain --data "$OUT/shards-64" --preset tiny --show | sed -n 's/^flops: //p')
quarter=$(awk "BEGIN { print $flops / 4 }")
pretrain electra
pretrain mlm --objective mlm --flops "$flops"
pretrain electra-quarter --flops "$quarter" --set warmup_steps=100

# Three seeds where the table is decided, one elsewhere; the three models side by side.
tasks="$DATA/tasks"
for run in electra mlm electra-quarter; do
    case $run in mlm) part=encoder ;; *) part=discriminator ;; esac
    model="$OUT/$run/checkpoints/best/$part"
    (
        finetune "tasks/conll-$run" "$model" --task tagging --train "$tasks/tagging/CoNLL2000_chunking/train.txt" \
            --epochs 4 --trials 3
        finetune "tasks/trec-$run" "$model" --task classification --train "$tasks/classification/TREC/train.tsv" \
            --label-end : --epochs 5
        finetune "tasks/cola-$run" "$model" --task cola --data "$tasks/glue/CoLA"
        finetune "tasks/mrpc-$run" "$model" --task mrpc --data "$tasks/glue/MRPC"
        finetune "tasks/sst2-$run" "$model" --task sst2 --data "$tasks/glue/SST-2" --epochs 1 --trials 3
    ) > "$OUT/tasks-$run.log" 2>&1 &
done
wait
ls "$OUT"/tasks/*/finished
