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
/// the middle; a bass to the right holds their roots, and drums keep the genre's time.
public final class Composer {
    private static final int BARS_AROUND = 2;
    private static final int WORDS_IN_LINE = 2;
    private static final double PEAK = 0.7;
    private static final List<Vowel> VOWELS = List.of(Vowel.values());
    private static final Oscillator.Shape BASS = new Oscillator.Shape(0.02, 2, false);

    private final int rate;
    private final double seconds;
    private final RandomKey key;
    private final RandomKey noise;
    private final Oscillator oscillator;

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
        this.noise = RandomKey.of(seed).named("compose/noise");
        this.oscillator = new Oscillator(rate);
    }

    /// Makes the song of a number. Artists and genres take turns, so that every pair of them is met.
    public ComposedSong song(int number) {
        var artists = List.of(Artist.values());
        int place = number % artists.size();
        var artist = artists.get(place);
        var genre = Genre.ALL.get((place + number / artists.size()) % Genre.ALL.size());
        return song(number, artist, genre);
    }

    /// Makes the song of a number with a given artist and genre.
    public ComposedSong song(int number, Artist artist, Genre genre) {
        var random = key.at(number, 0, 0);
        double tonic = 110 * StrictMath.pow(2, random.nextInt(8) / 12.0);
        int bars = Math.max(2 * BARS_AROUND + 2, (int) Math.round(seconds / genre.bar()));
        int frames = (int) Math.round(bars * genre.bar() * rate);
        var band = new Band(new float[frames], new float[frames], new float[frames], new float[frames]);
        accompany(artist, genre, tonic, bars, random, band);
        drum(genre, bars, noise.at(number, 0, 0), band.drums());
        var syllables = new ArrayList<Syllable>();
        var lyrics = sing(genre, tonic, bars, random, band.voice(), syllables);
        return new ComposedSong(title(genre, number), artist, genre, lyrics, syllables, mix(genre, band));
    }

    private static String title(Genre genre, int number) {
        String label = genre.label();
        String name = Character.toUpperCase(label.charAt(0)) + label.substring(1);
        return String.format(Locale.ROOT, "%s no. %d", name, number + 1);
    }

    /// What each plays, before it is mixed.
    @SuppressWarnings("ArrayRecordComponent") // written to by those who play
    private record Band(float[] voice, float[] instrument, float[] bass, float[] drums) {}

    private void accompany(Artist artist, Genre genre, double tonic, int bars, RandomStream random, Band band) {
        for (int bar = 0; bar < bars; bar++) {
            double start = bar * genre.bar();
            int root = root(genre, bar, bars);
            var low = new Note(start, 0.9 * genre.bar(), genre.hertz(tonic / 2, root));
            oscillator.add(band.bass(), low, 1, 0.25, BASS);
            oscillator.add(band.bass(), low, 2, 0.1, BASS);
            for (int i = 0; i < genre.onsets().size(); i++) {
                double onset = genre.onsets().get(i);
                double next = i + 1 < genre.onsets().size() ? genre.onsets().get(i + 1) : genre.beats();
                int tone = root + 2 * random.nextInt(3); // root, third or fifth
                var note = new Note(
                        start + onset * genre.beat(),
                        0.9 * (next - onset) * genre.beat(),
                        genre.hertz(2 * tonic, tone));
                artist.play(note, i == 0 ? 0.3 : 0.2, oscillator, band.instrument());
            }
        }
    }

    /// Songs end where they began.
    private static int root(Genre genre, int bar, int bars) {
        return bar == bars - 1 ? 0 : genre.chords().get(bar % genre.chords().size());
    }

    private void drum(Genre genre, int bars, RandomStream noise, float[] into) {
        for (int bar = 0; bar < bars; bar++) {
            for (var hit : genre.drums()) {
                hit.drum().beat(bar * genre.bar() + hit.beat() * genre.beat(), 0.2, rate, noise, into);
            }
        }
    }

    private Lyrics sing(
            Genre genre, double tonic, int bars, RandomStream random, float[] voice, List<Syllable> syllables) {
        var text = new StringBuilder();
        var spans = new ArrayList<Lyrics.Span>();
        int step = 0;
        for (int bar = BARS_AROUND; bar < bars - BARS_AROUND; bar++) {
            if (!text.isEmpty()) {
                text.append((bar - BARS_AROUND) % WORDS_IN_LINE == 0 ? '\n' : ' ');
            }
            int from = text.length();
            int count = genre.beats() - 1;
            double start = bar * genre.bar();
            for (int i = 0; i < count; i++) {
                // A word begins on a tone of the chord and moves on by small steps.
                step = i == 0
                        ? Math.floorMod(root(genre, bar, bars) + 2 * random.nextInt(3), 7)
                        : Math.clamp(step + random.nextInt(5) - 2, 0, 6);
                var syllable = new Syllable(step, VOWELS.get(random.nextInt(VOWELS.size())));
                var note = new Note(start + i * genre.beat(), 0.9 * genre.beat(), genre.hertz(tonic, syllable.step()));
                syllable.sing(note, 0.5, oscillator, voice);
                syllables.add(syllable);
                text.append(syllable.text());
            }
            spans.add(new Lyrics.Span(from, text.length(), start, start + (count - 0.1) * genre.beat()));
        }
        return new Lyrics(text.toString(), spans);
    }

    private Waveform mix(Genre genre, Band band) {
        float[] voice = band.voice();
        float[] left = new float[voice.length];
        float[] right = new float[voice.length];
        double fade = BARS_AROUND * genre.bar() * rate;
        float peak = 0;
        for (int i = 0; i < voice.length; i++) {
            double level = Math.min(1, Math.min(i / fade, (voice.length - i) / fade));
            double middle = voice[i] + 0.5 * band.drums()[i];
            left[i] = (float) (level * (middle + 0.7 * band.instrument()[i] + 0.3 * band.bass()[i]));
            right[i] = (float) (level * (middle + 0.3 * band.instrument()[i] + 0.7 * band.bass()[i]));
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
