// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Waveform;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes songs by rule. Song i of a seed is always the same, whatever the number of songs.
///
/// A song begins with two bars of the instrument alone, rising from silence, and ends with two, falling to it.
/// Between them a voice sings one word in each bar, one syllable on each beat but the last: its consonant is the
/// step of the scale, its vowel the sound. The instrument arpeggiates the genre's chords in its rhythm, left of
/// the middle; a bass to the right holds their roots.
public final class Composer {
    private static final int BARS_AROUND = 2;
    private static final int WORDS_IN_LINE = 2;
    private static final double PEAK = 0.7;

    private final int rate;
    private final double seconds;
    private final RandomKey key;

    /// @param rate frames per second
    /// @param seconds about how long songs are: they are whole bars
    /// @param seed of all choices
    public Composer(int rate, double seconds, long seed) {
        if (rate < 4_000 || rate > 192_000) {
            throw new IllegalArgumentException("rate is " + rate + " Hz; it must be between 4000 and 192000");
        }
        if (!(seconds >= 12 && seconds <= 3_600)) {
            throw new IllegalArgumentException("seconds is " + seconds + "; it must be between 12 and 3600");
        }
        this.rate = rate;
        this.seconds = seconds;
        this.key = RandomKey.of(seed).named("compose");
    }

    /// Makes the song of a number. Artists and genres take turns, so that every pair of them is met.
    public ComposedSong song(int number) {
        var artists = Artist.values();
        var artist = artists[number % artists.length];
        var genre = Genre.ALL.get(Math.floorMod(number + number / artists.length, Genre.ALL.size()));
        return song(number, artist, genre);
    }

    /// Makes the song of a number with a given artist and genre.
    public ComposedSong song(int number, Artist artist, Genre genre) {
        var random = key.at(number, 0, 0);
        double tonic = 110 * StrictMath.pow(2, random.nextInt(8) / 12.0);
        int bars = Math.max(2 * BARS_AROUND + 2, (int) Math.round(seconds / genre.bar()));
        int frames = (int) Math.round(bars * genre.bar() * rate);
        float[] voice = new float[frames];
        float[] instrument = new float[frames];
        float[] bass = new float[frames];
        var oscillator = new Oscillator(rate);
        accompany(artist, genre, tonic, bars, random, oscillator, instrument, bass);
        var syllables = new ArrayList<Syllable>();
        var lyrics = sing(genre, tonic, bars, random, oscillator, voice, syllables);
        String title = String.format(
                Locale.ROOT, "%s no. %d", Character.toUpperCase(genre.label().charAt(0)) + genre.label().substring(1), number + 1);
        return new ComposedSong(title, artist, genre, lyrics, syllables, mix(genre, voice, instrument, bass));
    }

    private static void accompany(
            Artist artist,
            Genre genre,
            double tonic,
            int bars,
            RandomStream random,
            Oscillator oscillator,
            float[] instrument,
            float[] bass) {
        for (int bar = 0; bar < bars; bar++) {
            double start = bar * genre.bar();
            int root = genre.chords().get(bar % genre.chords().size());
            oscillator.add(bass, start, 0.9 * genre.bar(), genre.hertz(tonic / 2, root), 0.25, 0.02, 2);
            for (int i = 0; i < genre.onsets().size(); i++) {
                double onset = genre.onsets().get(i);
                double next = i + 1 < genre.onsets().size() ? genre.onsets().get(i + 1) : genre.beats();
                int tone = root + 2 * random.nextInt(4); // root, third, fifth or seventh
                var note = new Note(
                        start + onset * genre.beat(), 0.9 * (next - onset) * genre.beat(), genre.hertz(2 * tonic, tone));
                artist.play(note, i == 0 ? 0.3 : 0.2, oscillator, instrument);
            }
        }
    }

    private static Lyrics sing(
            Genre genre,
            double tonic,
            int bars,
            RandomStream random,
            Oscillator oscillator,
            float[] voice,
            List<Syllable> syllables) {
        var text = new StringBuilder();
        var spans = new ArrayList<Lyrics.Span>();
        for (int bar = BARS_AROUND; bar < bars - BARS_AROUND; bar++) {
            if (!text.isEmpty()) {
                text.append((bar - BARS_AROUND) % WORDS_IN_LINE == 0 ? '\n' : ' ');
            }
            int from = text.length();
            int count = genre.beats() - 1;
            double start = bar * genre.bar();
            for (int i = 0; i < count; i++) {
                var syllable = new Syllable(random.nextInt(7), Vowel.values()[random.nextInt(5)]);
                var note = new Note(
                        start + i * genre.beat(), 0.9 * genre.beat(), genre.hertz(tonic, syllable.step()));
                syllable.sing(note, 0.35, oscillator, voice);
                syllables.add(syllable);
                text.append(syllable.text());
            }
            spans.add(new Lyrics.Span(from, text.length(), start, start + (count - 0.1) * genre.beat()));
        }
        return new Lyrics(text.toString(), spans);
    }

    private Waveform mix(Genre genre, float[] voice, float[] instrument, float[] bass) {
        float[] left = new float[voice.length];
        float[] right = new float[voice.length];
        double fade = BARS_AROUND * genre.bar() * rate;
        float peak = 0;
        for (int i = 0; i < voice.length; i++) {
            double level = Math.min(1, Math.min(i / fade, (voice.length - i) / fade));
            left[i] = (float) (level * (voice[i] + 0.7 * instrument[i] + 0.3 * bass[i]));
            right[i] = (float) (level * (voice[i] + 0.3 * instrument[i] + 0.7 * bass[i]));
            peak = Math.max(peak, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
        float gain = (float) (PEAK / peak);
        for (int i = 0; i < voice.length; i++) {
            left[i] *= gain;
            right[i] *= gain;
        }
        return Waveform.of(rate, left, right);
    }
}
