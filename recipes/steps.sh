# SPDX-License-Identifier: Apache-2.0
# Steps that recipes share. Each does nothing when its result is there, and goes on where it was interrupted.
# Needs $DATA and $OUT. Pretraining computes in bf16 unless DTYPE says otherwise. Fine-tuning's small batches are faster
# in f32 and use a second core badly: each run has one thread, and several run side by side.
triad="$(dirname "$0")/../triad"
dtype="${DTYPE:-bf16}"
threads="${THREADS:+--threads $THREADS}" # of pretraining; without THREADS, all cores
mkdir -p "$OUT"

# Vocabulary and shards of Wikipedia and novels.
prepare_text() {
    if [ ! -f "$OUT/vocab.txt" ]; then
        "$triad" text vocab --input "$DATA/text/enwiki/train-0.txt.zst" --size 8192 --out "$OUT/vocab.txt"
    fi
    "$triad" text prepare --input "$DATA/text/enwiki/train-0.txt.zst" "$DATA/text/enwiki/train-1.txt.zst" \
        "$DATA/text/novels" --vocab "$OUT/vocab.txt" --sequence-length 64 --held-out 0.01 --out "$OUT/shards-64"
}

# pretrain NAME OPTION…: a run of the tiny preset in $OUT/NAME.
pretrain() {
    name=$1
    shift
    [ -f "$OUT/$name/finished" ] && return
    if [ -f "$OUT/$name/run.json" ]; then
        "$triad" electra pretrain --resume --out "$OUT/$name" --dtype "$dtype" $threads
    else
        rm -rf "${OUT:?}/$name"
        "$triad" electra pretrain --data "$OUT/shards-64" --preset tiny --out "$OUT/$name" --dtype "$dtype" $threads \
            "$@"
    fi
    touch "$OUT/$name/finished"
}

# finetune NAME MODEL OPTION…: trials of a task in $OUT/NAME.
finetune() {
    name=$1
    model=$2
    shift 2
    [ -f "$OUT/$name/finished" ] && return
    resume=""
    if [ -d "$OUT/$name" ]; then resume=--resume; fi
    "$triad" electra finetune --model "$model" --out "$OUT/$name" --dtype f32 --threads 1 $resume "$@"
    touch "$OUT/$name/finished"
}
