#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Is replaced token detection worth more than masked language modelling at equal compute? Pretrains both by the `tiny`
# preset with the same number of floating-point operations, and ELECTRA with a quarter of them; fine-tunes all three on tasks.
# The learning rate of each objective is the best of the same three, by held-out loss after 500 steps. Started again
# after an interruption, it goes on.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/electra-evidence.sh
set -eu
: "${DATA:?where text and tasks are}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/steps.sh"

# The last held-out loss of a run.
held_out_loss() {
    grep '"kind":"evaluate"' "$OUT/$1/log.jsonl" | tail -1 | sed 's/.*"loss":\([0-9.]*\).*/\1/'
}

# best_rate OBJECTIVE: the learning rate with the lowest held-out loss.
best_rate() {
    for rate in $rates; do
        echo "$(held_out_loss "grid/$1-$rate") $rate"
    done | sort -n | head -1 | cut -d ' ' -f 2
}

rates="5e-4 1e-3 2e-3"
prepare_text
for objective in electra mlm; do
    for rate in $rates; do
        pretrain "grid/$objective-$rate" --objective "$objective" --set "learning_rate=$rate" --set steps=500 \
            --set evaluate_every=250
    done
done
flops=$("$triad" electra pretrain --data "$OUT/shards-64" --preset tiny --show | sed -n 's/^flops: //p')
quarter=$(awk "BEGIN { print $flops / 4 }")
rate=$(best_rate electra)
pretrain electra --set "learning_rate=$rate"
pretrain electra-quarter --set "learning_rate=$rate" --flops "$quarter"
rate=$(best_rate mlm)
pretrain mlm --objective mlm --set "learning_rate=$rate" --flops "$flops"

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
