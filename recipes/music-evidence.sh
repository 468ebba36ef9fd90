#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What docs/results/jukebox-music.md reports: priors of all three levels on songs composed by rule and on spoken digits,
# measured on songs they never saw, sampled, and listened to by a classifier; and what quantisation noise buys a prior
# that is packed. About half an hour on one quiet core once the codecs are there. Each step does nothing when its result is
# there; started again, it goes on where it was.
#
#   DATA=/path/to/data OUT=/path/to/results recipes/music-evidence.sh              everything
#   …                                       recipes/music-evidence.sh start        the same in the background
#   …                                       recipes/music-evidence.sh STEP…        some of: songs codecs composed digits
#                                                                                  quant heard tables
#   SHARE  of the priors' steps, to try it all out: 0.01; by default 1
#   EVERY  so many pieces only one is sampled; by default 1
set -eu
: "${DATA:?where digits are (DATA/digits)}" "${OUT:?where results go}"
here=$(dirname "$0")
. "$here/codec-steps.sh"

music=$OUT/music
share=${SHARE:-1} every=${EVERY:-1}
mkdir -p "$music"

steps() { awk "BEGIN { printf \"%.0f\", ($1 * $share < 20 ? 20 : $1 * $share) }"; }

# Sixty songs for the codec, eight times as many for the priors: composing them costs nothing, and a prior that sees the
# same half hour again and again learns it by heart. Spoken digits get the speaker as artist and the word as lyrics.
songs() {
    [ -d "$OUT/composed" ] || "$triad" jukebox compose --songs 60 --seed 1 --out "$OUT/composed"
    (
        DATA=$OUT
        dataset composed
    )
    [ -d "$OUT/songs" ] || "$triad" jukebox compose --songs 480 --seed 2 --rate 8000 --out "$OUT/songs"
    if [ ! -d "$OUT/songs-8k" ]; then
        "$triad" jukebox dataset --input "$OUT/songs" --metadata "$OUT/songs/metadata.csv" --out "$OUT/songs-8k" \
            --rate 8000 --channels 1 --validation 0.1
    fi
    digits_dataset digits-8k
    mkdir -p "$music/words"
    words | while read -r number word; do echo "$word" > "$music/words/$number.txt"; done
    for file in "$DATA"/digits/*.wav; do
        name=${file##*/}
        speaker=${name#*_}
        echo "\"$name\",\"${speaker%%_*}\",\"$music/words/${name%%_*}.txt\""
    done | { echo "file,artist,lyrics_file" && cat; } > "$music/spoken.csv"
    digits_dataset spoken-8k --metadata "$music/spoken.csv"
}

words() { printf '%s\n' "0 zero" "1 one" "2 two" "3 three" "4 four" "5 five" "6 six" "7 seven" "8 eight" "9 nine"; }

codecs() {
    codec codec-composed composed --set steps=2500 --set decay_steps=500
    codec codec-digits digits --set sample_length=2048 --set batch_size=16 --set linf_k=512
}

# encoded CODEC SONGS CODES: a data set as codes, in $OUT/CODES.
encoded() {
    [ -d "$OUT/$3" ] || "$triad" jukebox vqvae encode --model "$OUT/$1" --data "$OUT/$2" --out "$OUT/$3" --threads 1 \
        --progress lines
}

# prior NAME CODES LEVEL PRESET STEPS OPTION…: a prior in $OUT/music/NAME, and what it makes of held-out codes. Half of
# the steps the rate falls, which short runs thank for.
prior() {
    name=$1 codes=$2 level=$3 preset=$4 steps=$(steps "$5")
    shift 5
    if [ ! -f "$music/$name/finished" ]; then
        if [ -f "$music/$name/run.json" ]; then
            "$triad" jukebox prior train --resume --out "$music/$name" --dtype "$dtype" --threads "$threads" \
                --progress lines
        else
            rm -rf "${music:?}/$name"
            "$triad" jukebox prior train --data "$OUT/$codes" --level "$level" --preset "$preset" --out "$music/$name" \
                --set "steps=$steps" --set "decay_steps=$((steps / 2))" --set evaluate_every=250 \
                --set checkpoint_every=250 --dtype "$dtype" --threads "$threads" --progress lines "$@"
        fi
        touch "$music/$name/finished"
    fi
    measure "$name" "$codes" "$music/$name"
}

# measure NAME CODES PRIOR: a row of the tables, and pictures of what the prior makes of lyrics and places.
measure() {
    [ -f "$music/rows/$1.json" ] && return
    mkdir -p "$music/rows" "$music/pictures"
    "$triad" jukebox prior evaluate --model "$3" --data "$OUT/$2" --dtype f32 --threads 1 --windows 256 --songs 4 --json \
        --progress off --pictures "$music/pictures/$1" > "$music/rows/$1.part"
    mv "$music/rows/$1.part" "$music/rows/$1.json"
}

composed() {
    encoded codec-composed songs-8k songs-codes
    above
    below
    collect composed codec-composed
    composed_pieces | some | while IFS='|' read -r number artist genre; do
        piece "composed/$number" composed --artist "$artist" --genre "$genre" --seed "$number" \
            --lyrics "$OUT/composed/$(printf 'song-%04d.lyrics.txt' "$number")" \
            --total-length 30 --offset 8.192 --length 8.192 --samples 2 < /dev/null # words that the priors do not know
    done
}

above() { prior composed-top songs-codes 2 nano 1500; }

below() {
    prior composed-middle songs-codes 1 nano_upsampler 1000
    prior composed-bottom songs-codes 0 nano_upsampler 1000
}

# Every other pair of artist and genre, as on a chessboard: number|artist|genre.
composed_pieces() {
    number=0 row=0
    for artist in "The Pipes" "Flute Brothers" "Reed Society" Sawmill "Bell Tower" "String Theory" Plectrum Hornets; do
        column=0 row=$((row + 1))
        for genre in march waltz blues tango techno lullaby; do
            column=$((column + 1))
            [ $(((row + column) % 2)) = 0 ] || continue
            number=$((number + 1))
            echo "$number|$artist|$genre"
        done
    done
}

some() { awk -v every="$every" '(NR - 1) % every == 0'; }

# What fits recordings of half a second: a window of the top level is a quarter of a second.
spoken_top="--set positions=16 --set lyric_tokens=8 --set blocks=4 --set min_seconds=0.26 --set max_seconds=1.3
    --set batch_size=32 --set evaluation_windows=128"
spoken_middle="--set positions=64 --set blocks=8 --set batch_size=16 --set evaluation_windows=64"
spoken_bottom="--set positions=256 --set blocks=16 --set batch_size=8 --set evaluation_windows=64"

digits() {
    encoded codec-digits spoken-8k spoken-codes
    # shellcheck disable=SC2086
    prior digits-top spoken-codes 2 nano 300 $spoken_top
    # shellcheck disable=SC2086
    prior digits-middle spoken-codes 1 nano_upsampler 1000 $spoken_middle
    # shellcheck disable=SC2086
    prior digits-bottom spoken-codes 0 nano_upsampler 1000 $spoken_bottom
    collect digits codec-digits
    digits_pieces | some | while IFS='|' read -r number word speaker; do
        piece "digits/$number-$speaker" digits --artist "$speaker" --lyrics "$word" --length 0.448 --samples 4 \
            --seed "$number" < /dev/null
    done
}

digits_pieces() {
    words | while read -r number word; do
        for speaker in george jackson lucas nicolas theo yweweler; do echo "$number|$word|$speaker"; done
    done
}

# collect NAME CODEC: the folder of models that sampling takes.
collect() {
    mkdir -p "$music/models/$1"
    for model in "$OUT/$2" "$music/$1-top" "$music/$1-middle" "$music/$1-bottom"; do
        ln -sfn "$(cd "$model" && pwd -P)" "$music/models/$1/${model##*/}"
    done
}

# piece FOLDER MODELS OPTION…: a piece in $OUT/music/samples/FOLDER.
piece() {
    folder=$music/samples/$1 models=$music/models/$2
    shift 2
    [ -f "$folder/index.html" ] && return
    rm -rf "$folder"
    mkdir -p "${folder%/*}"
    "$triad" jukebox sample --models "$models" --out "$folder" --threads 1 --progress off "$@"
}

# One prior of shorter windows for each kind of noise, all of the same steps, packed as int4 and as product codes.
quant() {
    mkdir -p "$music/plans"
    write_plan int4 > "$music/plans/int4.yaml"
    write_plan pq > "$music/plans/pq.yaml"
    noisy none
    noisy int4-qat --noise int4 --noise-rate 1 --noise-refresh 100
    noisy int4-noise --noise int4 --noise-rate 0.5 --noise-refresh 100
    noisy pq-qat --noise pq-exact --noise-rate 1 --noise-refresh 200
    noisy pq-noise --noise pq --noise-rate 0.1
    pack none int4
    pack int4-qat int4
    pack int4-noise int4
    pack none pq
    pack pq-qat pq
    pack pq-noise pq
    staged
}

# Product codes that learn, stage by stage with the plain prior as teacher: a third of the other priors' steps for each.
staged() {
    file=$music/quant-staged-pq.safetensors
    if [ ! -f "$file" ]; then
        resume=
        if [ -d "$file.work" ]; then resume=--resume; fi
        "$triad" quant compress --model "$music/quant-none" --plan "$music/plans/pq.yaml" --data "$OUT/songs-codes" \
            --epochs "$(awk "BEGIN { print 0.1 * $share }")" --batch 8 --micro-batch 8 --learning-rate 1e-3 \
            --dtype "$dtype" --threads "$threads" --progress lines --out "$file" $resume
    fi
    measure quant-staged-pq songs-codes "$file"
}

# Vectors and the small tables of labels and times are half floats in both.
write_plan() {
    printf 'rules:\n  - match: "y_emb.*"\n    scheme: f16\n'
    printf '  - match: "*.w|prior.x_emb.weight|prior.pos_emb.pos_emb"\n'
    case $1 in
        int4) printf '    scheme: int4\n    grids: channel\n' ;;
        pq) printf '    scheme: product\n    block: 8\n    share: kind\n    type: int8\n' ;;
    esac
    printf '  - match: "*"\n    scheme: f16\n'
}

noisy() {
    kind=$1
    shift
    [ $# = 0 ] || set -- "$@" --noise-rule "y_emb.*=none"
    prior "quant-$kind" songs-codes 2 nano 240 --set positions=128 --set lyric_tokens=16 --set blocks=8 \
        --set batch_size=8 "$@"
}

# pack KIND SCHEME: packs a prior as it is, and measures the file.
pack() {
    file=$music/quant-$1-$2.safetensors
    if [ ! -f "$file" ]; then
        "$triad" quant compress --no-finetune --model "$music/quant-$1" --plan "$music/plans/$2.yaml" --threads 1 \
            --progress off --out "$file" > "$music/quant-$1-$2.packed"
    fi
    measure "quant-$1-$2" songs-codes "$file"
}

# heard: a classifier of real songs listens to samples.
heard() {
    mkdir -p "$music/samples"
    composed_pieces | while IFS='|' read -r number artist genre; do sampled "composed/$number" "$artist,$genre"; done |
        { echo "folder,artist,genre" && cat; } > "$music/samples/composed.csv"
    digits_pieces | while IFS='|' read -r number word speaker; do sampled "digits/$number-$speaker" "$speaker,$word"; done |
        { echo "folder,artist,words" && cat; } > "$music/samples/digits.csv"
    recognised composed codec-composed songs-8k --seconds 8.192 --limit 144
    recognised digits codec-digits spoken-8k
}

sampled() { [ ! -f "$music/samples/$1/index.html" ] || echo "$1,$2"; }

recognised() {
    name=$1 codec=$2 data=$3
    shift 3
    [ -f "$music/heard-$name.txt" ] && return
    "$here/../bin/launch" bench dev.triad.bench.jukebox.Recognition --songs "$OUT/$data" --codec "$OUT/$codec/checkpoints/best" \
        --samples "$music/samples/$name.csv" "$@" | tee "$music/heard-$name.part"
    mv "$music/heard-$name.part" "$music/heard-$name.txt"
}

# value ROW METRIC: from what was measured.
value() { sed -n "s/.*\"$2\":\(-*[0-9.eE-]*\).*/\1/p" "$music/rows/$1.json"; }

# cells ROW METRIC…: to three digits, a dash for what was not measured.
cells() {
    row=$1
    shift
    for metric; do
        number=$(value "$row" "$metric")
        if [ -n "$number" ]; then printf ' %.3f |' "$number"; else printf ' – |'; fi
    done
    echo
}

tables() {
    echo "| prior | bits per code | unigram | bigram | labels | lyrics | codes above |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    for row in composed-top composed-middle composed-bottom digits-top digits-middle digits-bottom; do
        [ -f "$music/rows/$row.json" ] || continue
        printf '| %s |' "$row"
        cells "$row" bits unigram_bits bigram_bits label_gain lyric_gain upper_gain
    done
    echo
    echo "| prior | near the diagonal | by chance | monotonicity | bits per character |"
    echo "| --- | --- | --- | --- | --- |"
    for row in composed-top digits-top; do
        [ -f "$music/rows/$row.json" ] || continue
        printf '| %s |' "$row"
        cells "$row" diagonal diagonal_by_chance monotonicity lyric_bits
    done
    echo
    echo "| noise in training | file | bytes | bits per code | unpacked | dearer by |"
    echo "| --- | --- | --- | --- | --- | --- |"
    for pair in none:int4 int4-qat:int4 int4-noise:int4 none:pq pq-qat:pq pq-noise:pq staged:pq; do
        kind=${pair%:*} scheme=${pair#*:}
        row=quant-$kind-$scheme
        [ -f "$music/rows/$row.json" ] || continue
        plain=$kind
        [ "$kind" != staged ] || plain=none
        awk -v kind="$kind" -v scheme="$scheme" -v bytes="$(wc -c < "$music/$row.safetensors")" \
            -v packed="$(value "$row" bits)" -v floats="$(value "quant-$plain" bits)" \
            'BEGIN { printf "| %s | %s | %d | %.3f | %.3f | %.3f |\n", kind, scheme, bytes, packed, floats, packed - floats }'
    done
    echo
    for name in composed digits; do
        [ -f "$music/heard-$name.txt" ] && echo "$name" && cat "$music/heard-$name.txt"
    done
    return 0
}

# digits_dataset NAME OPTION…: recordings are a third of a second long.
digits_dataset() {
    name=$1
    shift
    [ -d "$OUT/$name" ] || "$triad" jukebox dataset --input "$DATA/digits" --out "$OUT/$name" --rate 8000 \
        --validation 0.05 --min-seconds 0.26 "$@"
}

main() {
    if [ "${1:-}" = start ]; then
        nohup "$0" > "$music/run.log" 2>&1 &
        echo "process $!, what it says is in $music/run.log"
        return
    fi
    [ $# -gt 0 ] || set -- songs codecs composed digits quant heard tables
    for step; do "$step"; done
}

main "$@"
exit # all of it is read by now: it may be edited while it runs
