# SPDX-License-Identifier: Apache-2.0
# Steps that recipes of the codec share. Each does nothing when its result is there, and goes on where it was
# interrupted. Needs $DATA and $OUT. Training computes in bf16 on one thread unless DTYPE and THREADS say otherwise:
# two runs side by side use two cores better than one run with two threads.
triad="$(dirname "$0")/../triad"
dtype="${DTYPE:-bf16}"
threads="${THREADS:-1}"
mkdir -p "$OUT"

# dataset NAME: the songs of $DATA/NAME at 8 kHz in $OUT/NAME-8k, every tenth held out by its name.
dataset() {
    labels=""
    if [ -f "$DATA/$1/metadata.csv" ]; then labels="--metadata $DATA/$1/metadata.csv"; fi
    # shellcheck disable=SC2086
    "$triad" jukebox dataset --input "$DATA/$1" --out "$OUT/$1-8k" --rate 8000 --validation 0.1 $labels
}

# codec NAME SONGS OPTION…: the nano preset on $OUT/SONGS-8k in $OUT/NAME.
codec() {
    name=$1
    songs=$2
    shift 2
    [ -f "$OUT/$name/finished" ] && return
    if [ -f "$OUT/$name/run.json" ]; then
        "$triad" jukebox vqvae train --resume --out "$OUT/$name" --dtype "$dtype" --threads "$threads"
    else
        rm -rf "${OUT:?}/$name"
        "$triad" jukebox vqvae train --data "$OUT/$songs-8k" --preset nano --out "$OUT/$name" --dtype "$dtype" \
            --threads "$threads" "$@"
    fi
    touch "$OUT/$name/finished"
}

# codes NAME SONGS: the codes of all songs in $OUT/SONGS-codes.
codes() {
    [ -d "$OUT/$2-codes" ] && return
    "$triad" jukebox vqvae encode --model "$OUT/$1" --data "$OUT/$2-8k" --out "$OUT/$2-codes"
}

# scores NAME SONGS OPTION…: how good a codec is on the songs held out, as a table.
scores() {
    name=$1
    songs=$2
    shift 2
    "$triad" jukebox vqvae evaluate --model "$OUT/$name" --data "$OUT/$songs-8k" "$@" | tee "$OUT/$name/scores.txt"
}
