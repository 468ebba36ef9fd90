#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What does training with quantisation noise buy? Fine-tunes a small encoder on SST-2 and CoNLL-2000 plainly, with
# quantisation-aware training (noise at rate 1) and with quantisation noise, packs all of them as f32, int8, int4 and
# product codes, compresses stage by stage with and without noise and teacher, drops and shares layers, and measures every
# file. Runs have one thread each, and JOBS of them run side by side.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/quant-evidence.sh           everything; started again, it goes on
#   …                                       recipes/quant-evidence.sh start     the same in the background
#   …                                       recipes/quant-evidence.sh status    what is done
#   …                                       recipes/quant-evidence.sh summarise OUT/quant/table.md and plot.svg
#
#   ENCODER  the encoder to start from; by default the one that recipes/tiny-encoder.sh makes in OUT
#   SHARED   an encoder that was pretrained with --set share_layers=2 --set layer_drop=0.2; by default one is made in OUT
#            like the tiny encoder, in the end; "none" leaves those rows out. SHARED_STEPS are its steps; 3000
#   JOBS     runs side by side; 2
#   SEEDS    of the main rows; "1 2 3". All others have the first one only, and the table says so
#   ROWS     rows (sentences) of each task to learn from; all
#   EPOCHS, STAGE_EPOCHS  on SST-2; 1 and 0.34. CoNLL-2000, which has an eighth of the rows, has four times as many
set -eu
: "${DATA:?where tasks are (DATA/tasks)}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/steps.sh"

home=$OUT/quant
encoder=${ENCODER:-$OUT/tiny-encoder/checkpoints/best/discriminator}
shared=${SHARED:-$OUT/tiny-shared/checkpoints/best/discriminator}
seeds=${SEEDS:-1 2 3}
first=${seeds%% *}
rates="0.05 0.2 0.4"

# The rows to learn from and to judge by. CoNLL-2000 has no file to judge by: every tenth sentence is held out.
prepare_tasks() {
    rows=${ROWS:-1000000000}
    mkdir -p "$home/sst2" "$home/conll" "$home/rows" "$home/plans"
    head -n $((rows + 1)) "$DATA/tasks/glue/SST-2/train.tsv" > "$home/sst2/train.tsv"
    cp "$DATA/tasks/glue/SST-2/dev.tsv" "$home/sst2/dev.tsv"
    awk -v rows="$rows" -v train="$home/conll/train.txt" -v dev="$home/conll/dev.txt" 'BEGIN { RS = ""; ORS = "\n\n" }
        NR % 10 == 0 { print > dev; next }
        NR <= rows { print > train }' "$DATA/tasks/tagging/CoNLL2000_chunking/train.txt"
    for scheme in f32 int8 int4 pq; do write_plan $scheme > "$home/plans/$scheme.yaml"; done
}

rule() { printf '  - match: "%s"\n    scheme: %s\n' "$1" "$2"; }

# Vectors are half floats in every compressed model; codebooks are shared by the layers, since matrices are small.
write_plan() {
    echo "rules:"
    case $1 in
        int8)
            rule "*.LayerNorm.*" f16
            rule "*.weight" int8
            echo "    grids: tensor"
            ;;
        int4)
            rule "*.LayerNorm.*" f16
            rule "*.weight" int4
            echo "    grids: channel"
            ;;
        pq)
            rule "*.position_embeddings.weight" int8
            rule "*.token_type_embeddings.weight|classifier.*" f16
            rule "*.weight" product
            printf '    block: 8\n    share: kind\n    type: int8\n'
            ;;
    esac
    case $1 in f32) rule "*" f32 ;; *) rule "*" f16 ;; esac
}

# What a fine-tuning does that is not plain.
training_options() {
    spared="*position_embeddings.weight|*token_type_embeddings.weight|classifier.*=none"
    case $1 in
        dense) ;;
        int8-qat) echo "--noise int8 --noise-rate 1 --noise-refresh 100" ;;
        int8-noise) echo "--noise int8 --noise-rate 0.5 --noise-refresh 100" ;;
        int4-qat) echo "--noise int4 --noise-rate 1 --noise-refresh 100" ;;
        int4-noise) echo "--noise int4 --noise-rate 0.5 --noise-refresh 100" ;;
        pq-qat) echo "--noise pq-exact --noise-rate 1 --noise-refresh 200 --noise-rule $spared" ;;
        pq-noise) echo "--noise pq --noise-rate 0.1 --noise-rule $spared" ;;
        pq-noise-*) echo "--noise pq --noise-rate ${1#pq-noise-} --noise-rule $spared" ;;
        drop) echo "--layer-drop 0.2 --noise pq --noise-rate 0.1 --noise-rule $spared" ;;
        share) echo "--share-layers 2 --layer-drop 0.2 --noise pq --noise-rate 0.1 --noise-rule $spared" ;;
        share-prune) echo "--share-layers 2 --keep-layers every-other --noise pq --noise-rate 0.1 --noise-rule $spared" ;;
    esac
}

# task_options TASK: its rows. epochs TASK EPOCHS: how often they are seen.
task_options() {
    case $1 in
        sst2) echo "--task sst2 --train $home/sst2/train.tsv --dev $home/sst2/dev.tsv" ;;
        conll) echo "--task tagging --train $home/conll/train.txt --dev $home/conll/dev.txt" ;;
    esac
}
epochs() { case $1 in sst2) echo "$2" ;; conll) awk "BEGIN { print 4 * $2 }" ;; esac; }

# train TASK NAME SEED: a model in $home/TASK/NAME-SEED.
train() {
    case $2 in
        prune) start=$home/$1/drop-$3/model options="--keep-layers every-other $(training_options pq-noise)" ;;
        share | share-prune) start=$shared options=$(training_options "$2") ;;
        *) start=$encoder options=$(training_options "$2") ;;
    esac
    set -f # patterns are for triad
    finetune "quant/$1/$2-$3" "$start" $(task_options "$1") --epochs "$(epochs "$1" "${EPOCHS:-1}")" --seed "$3" \
        $options --progress lines
    set +f
}

# measure TASK ROW SEED FILE: a row of the table.
measure() {
    case $1 in sst2) rows=$home/sst2/dev.tsv ;; conll) rows=$home/conll/dev.txt ;; esac
    "$triad" quant evaluate --model "$4" --data "$rows" --dtype f32 --threads 1 --progress off --json \
        > "$home/rows/$1.$2.$3.part"
    wc -c < "$4" | tr -d ' ' > "$home/rows/$1.$2.$3.bytes"
    mv "$home/rows/$1.$2.$3.part" "$home/rows/$1.$2.$3.json"
}

# pack TASK ROW SEED MODEL SCHEME: packs a model as it is, and measures the file.
pack() {
    [ -f "$home/rows/$1.$2.$3.json" ] && return
    file=$home/$1/$2-$3.safetensors
    "$triad" quant compress --no-finetune --model "$home/$1/$4-$3/model" --plan "$home/plans/$5.yaml" --threads 1 \
        --progress off --force --out "$file" > "$home/$1/$2-$3.packed"
    measure "$1" "$2" "$3" "$file"
}

# stages TASK ROW SEED MODEL OPTION…: compresses a model stage by stage, and measures the file.
stages() {
    task=$1 row=$2 seed=$3 model=$home/$1/$4-$3/model
    shift 4
    [ -f "$home/rows/$task.$row.$seed.json" ] && return
    file=$home/$task/$row-$seed.safetensors
    resume=
    if [ -d "$file.work" ]; then resume=--resume; fi
    "$triad" quant compress --model "$model" $(task_options "$task") --plan "$home/plans/pq.yaml" \
        --stage-epochs "$(epochs "$task" "${STAGE_EPOCHS:-0.34}")" --seed "$seed" --dtype f32 --threads 1 \
        --progress lines --force --out "$file" $resume "$@"
    measure "$task" "$row" "$seed" "$file"
}

# step TASK:NAME:SEED: a fine-tuning with the rows that it is packed to, or a compression in stages.
step() {
    task=${1%%:*} seed=${1##*:} what=${1#*:}
    what=${what%:*}
    case $what in
        ipq) stages "$task" ipq "$seed" dense --teacher-weight 0 ;;
        ipq-teacher) stages "$task" ipq-teacher "$seed" dense ;;
        ipq-noise) stages "$task" ipq-noise "$seed" pq-noise --teacher-weight 0 ;;
        ipq-noise-teacher) stages "$task" ipq-noise-teacher "$seed" pq-noise ;;
        *)
            train "$task" "$what" "$seed"
            case $what in
                dense)
                    pack "$task" f32 "$seed" dense f32
                    for scheme in int8 int4 pq; do pack "$task" $scheme-after "$seed" dense $scheme; done
                    ;;
                int8-* | int4-*) pack "$task" "$what" "$seed" "$what" "${what%%-*}" ;;
                *) pack "$task" "$what" "$seed" "$what" pq ;;
            esac
            ;;
    esac
}

# Steps by phase: one phase needs the models of those before. Rates and dropped layers are tried on SST-2 alone.
list() {
    for task in sst2 conll; do
        case $1 in
            1)
                for seed in $seeds; do
                    for name in dense int4-qat int4-noise pq-qat pq-noise; do echo "$task:$name:$seed"; done
                done
                for name in int8-qat int8-noise; do echo "$task:$name:$first"; done
                if [ "$task" = conll ]; then continue; fi
                echo "$task:drop:$first"
                for rate in $rates; do echo "$task:pq-noise-$rate:$first"; done
                ;;
            2)
                for seed in $seeds; do echo "$task:ipq-teacher:$seed" && echo "$task:ipq-noise-teacher:$seed"; done
                for name in ipq ipq-noise; do echo "$task:$name:$first"; done
                if [ "$task" = sst2 ]; then echo "$task:prune:$first"; fi
                ;;
            3) if [ "$task" = sst2 ]; then for name in share share-prune; do echo "$task:$name:$first"; done; fi ;;
        esac
    done
}

# Each step has a log; one that fails is said so, and does not stop the others.
phase() {
    list "$1" | xargs -P "${JOBS:-2}" -n 1 "$0" step
}

run() {
    prepare_tasks
    if [ ! -d "$encoder" ]; then
        echo "no encoder in $encoder: run recipes/tiny-encoder.sh first, or say where one is with ENCODER" >&2
        exit 1
    fi
    failed=
    phase 1 || failed=yes
    phase 2 || failed=yes
    if [ "${SHARED:-}" != none ]; then
        if [ -z "${SHARED:-}" ]; then
            prepare_text
            pretrain tiny-shared --set share_layers=2 --set layer_drop=0.2 --set "steps=${SHARED_STEPS:-3000}"
        fi
        phase 3 || failed=yes
    fi
    summarise
    [ -z "$failed" ] || { echo "some steps failed; see their logs in $home/logs" >&2 && exit 1; }
}

# value TASK ROW: what a row measured, over its seeds: "mean deviation seeds bytes".
value() {
    case $1 in sst2) metric=accuracy ;; conll) metric=span_f1 ;; esac
    for json in "$home/rows/$1.$2".*.json; do
        [ -f "$json" ] || continue
        seed=${json%.json}
        echo "$(sed -n "s/.*\"$metric\" *: *\([0-9.eE-]*\).*/\1/p" "$json" | head -1) $(cat "$home/rows/$1.$2.${seed##*.}.bytes")"
    done | awk '{ n++; x[n] = $1; sum += $1; bytes += $2 }
        END { if (!n) exit; for (i = 1; i <= n; i++) s += (x[i] - sum / n) ^ 2
            printf "%.4f %.4f %d %.0f\n", sum / n, (n > 1 ? sqrt(s / (n - 1)) : 0), n, bytes / n }'
}

# table: the lines of a Markdown table, of rows that were measured.
table() {
    echo "| | file | smaller | SST-2 accuracy | file | smaller | CoNLL-2000 span F1 |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    whole=$(value sst2 f32 | cut -d ' ' -f 4) tagger=$(value conll f32 | cut -d ' ' -f 4)
    all_rows | while IFS='|' read -r row title; do
        sst2=$(value sst2 "$row") conll=$(value conll "$row")
        [ -n "$sst2$conll" ] || continue
        echo "| $title | $(cell "$sst2" "$whole") | $(cell "$conll" "$tagger") |"
    done
}

# cell "MEAN DEVIATION SEEDS BYTES" WHOLE: three cells.
cell() {
    if [ -z "$1" ]; then
        echo "– | – | –"
        return
    fi
    echo "$1" | awk -v whole="${2:-0}" '{
        printf "%.0f kB | %.1f× | %.3f%s", $4 / 1000, whole / $4, $1, ($3 > 1 ? sprintf(" ± %.3f", $2) : " (one seed)") }'
}

all_rows() {
    echo "f32|f32"
    for scheme in int8 int4 pq; do
        case $scheme in pq) title="product codes" noise=0.1 ;; *) title=$scheme noise=0.5 ;; esac
        echo "$scheme-after|$title, after training"
        echo "$scheme-qat|$title, quantisation-aware (rate 1)"
        echo "$scheme-noise|$title, noise at rate $noise"
    done
    for rate in $rates; do echo "pq-noise-$rate|product codes, noise at rate $rate"; done
    echo "ipq|in stages, no noise, no teacher"
    echo "ipq-teacher|in stages, no noise, teacher"
    echo "ipq-noise|in stages, noise, no teacher"
    echo "ipq-noise-teacher|in stages, noise, teacher"
    echo "drop|product codes, noise, LayerDrop"
    echo "prune|product codes, noise, every other layer"
    echo "share|product codes, noise, layers shared by twos"
    echo "share-prune|product codes, noise, shared, every other group"
}

# The metric of each row over the size of its file, on a logarithmic scale.
plot() {
    all_rows | while IFS='|' read -r row _; do
        result=$(value "$1" "$row")
        [ -n "$result" ] && echo "$row $result"
    done | awk -v title="$2" '
        { name[NR] = $1; y[NR] = $2; x[NR] = log($5) / log(10)
            if (NR == 1 || x[NR] < left) left = x[NR]
            if (NR == 1 || x[NR] > right) right = x[NR]
            if (NR == 1 || y[NR] < low) low = y[NR]
            if (NR == 1 || y[NR] > high) high = y[NR] }
        END { if (!NR) exit
            left -= 0.05; right += 0.25; high += 0.01; low -= 0.2 * (high - low)
            print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 420\" font-family=\"sans-serif\" font-size=\"11\">"
            print "<rect width=\"720\" height=\"420\" fill=\"white\"/>"
            printf "<text x=\"60\" y=\"20\" font-size=\"13\">%s over the size of the file</text>\n", title
            print "<path d=\"M60 30V380H700\" fill=\"none\" stroke=\"black\"/>"
            for (i = 0; i <= 4; i++) { v = low + (high - low) * i / 4; h = 380 - 350 * i / 4
                printf "<path d=\"M60 %.1fH700\" stroke=\"#ddd\"/><text x=\"54\" y=\"%.1f\" text-anchor=\"end\">%.3f</text>\n", h, h + 4, v }
            for (kb = 50; kb <= 102400; kb *= 2) { v = log(kb * 1000) / log(10); if (v < left || v > right) continue
                w = 60 + 640 * (v - left) / (right - left)
                printf "<path d=\"M%.1f 30V380\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"395\" text-anchor=\"middle\">%d kB</text>\n", w, w, kb }
            for (i = 1; i <= NR; i++) { w = 60 + 640 * (x[i] - left) / (right - left); h = 380 - 350 * (y[i] - low) / (high - low)
                colour = name[i] ~ /noise|drop|prune|share/ ? "#1b7837" : name[i] ~ /qat/ ? "#762a83" : "#444"
                line[i] = h + 4 # labels make way for those before them
                for (j = 1; j < i; j++) if (w - at[j] < 100 && at[j] - w < 100 && line[i] - line[j] < 11 && line[j] - line[i] < 11) {
                    line[i] = line[j] + 11
                    j = 0
                }
                at[i] = w
                printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/><text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>\n", w, h, colour, w + 7, line[i], colour, name[i] }
            print "</svg>" }'
}

summarise() {
    table > "$home/table.md"
    plot sst2 "SST-2 accuracy" > "$home/plot.svg"
    plot conll "CoNLL-2000 span F1" > "$home/plot-conll.svg"
    cat "$home/table.md"
}

status() {
    all=$({ list 1 && list 2 && list 3; } | wc -l)
    echo "$(find "$home/logs" -name '*.done' 2>/dev/null | wc -l | tr -d ' ') of $((all)) steps are done"
    for failed in "$home"/logs/*.failed; do [ -f "$failed" ] && echo "failed: $(cat "$failed")"; done
    return 0
}

main() {
    case ${1:-run} in
        run) run ;;
        start)
            mkdir -p "$home"
            nohup "$0" run > "$home/run.log" 2>&1 &
            echo "process $!, what it says is in $home/run.log"
            ;;
        step)
            log=$home/logs/$(echo "$2" | tr : .)
            mkdir -p "$home/logs"
            rm -f "$log.failed"
            if "$0" now "$2" > "$log.log" 2>&1; then
                touch "$log.done"
                echo "done: $2"
            else
                echo "$2: $(tail -n 1 "$log.log")" | tee "$log.failed" >&2
                exit 1
            fi
            ;;
        now) step "$2" ;; # in a process of its own, which ends with the first failure
        status) status ;;
        summarise) summarise ;;
        *)
            echo "usage: recipes/quant-evidence.sh [run|start|status|summarise]" >&2
            exit 2
            ;;
    esac
}

main "$@"
exit # all of it is read by now: it may be edited while it runs
