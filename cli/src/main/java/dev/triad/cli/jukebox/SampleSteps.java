// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// How a piece begins, and how it goes on.
final class SampleSteps {
    /// What `--upsample` means without a piece: the one in the folder.
    static final String ITSELF = "";

    @Option(
            names = "--length",
            paramLabel = "SECONDS",
            description = "How long the piece is to be; by default one window of the top prior.")
    Optional<Double> length = Optional.empty();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many to make; default 1. --candidates is another name, for those to choose from.")
    Optional<Integer> samples = Optional.empty();

    @Option(names = "--candidates", paramLabel = "N", description = "How many ways to go on.")
    Optional<Integer> candidates = Optional.empty();

    @Option(
            names = "--prime",
            arity = "1..*",
            paramLabel = "AUDIO",
            description = "Begin with recordings of any format: sample by sample with the next.")
    List<Path> prime = new ArrayList<>();

    @Option(
            names = {"--prompt-seconds", "--prime-seconds"},
            paramLabel = "SECONDS",
            description = "How much of what it begins with is kept; by default up to half of the piece of a recording,"
                    + " all of an earlier piece.")
    Optional<Double> promptSeconds = Optional.empty();

    @Option(
            names = "--continue",
            paramLabel = "PIECE",
            description = "Begin with an earlier piece's folder, or with a file of codes.")
    Optional<Path> from = Optional.empty();

    @Option(
            names = "--upsample",
            arity = "0..1",
            fallbackValue = ITSELF,
            paramLabel = "PIECE",
            description = "Keep the top level of an earlier piece, or of a file of codes, and make the levels below;"
                    + " without a name, of the piece in --out.")
    Optional<String> upsample = Optional.empty();

    @Option(
            names = "--extend",
            paramLabel = "SECONDS",
            description = "Make only the top level, and only so many seconds more.")
    Optional<Double> extend = Optional.empty();

    @Option(names = "--choose", paramLabel = "K", description = "Keep candidate K, of 1 to as many as there are.")
    Optional<Integer> choose = Optional.empty();

    @Option(names = "--resume", description = "Go on with what was interrupted, as it was asked for.")
    boolean resume;

    /// Whether it is the piece in the folder that goes on.
    boolean goOn() {
        return resume || choose.isPresent() || upsample.filter(ITSELF::equals).isPresent();
    }

    boolean upsampleItself() {
        return upsample.filter(ITSELF::equals).isPresent();
    }

    /// Samples that are asked for.
    Optional<Integer> count() {
        return samples.isPresent() ? samples : candidates;
    }

    /// Refuses what contradicts itself.
    void requireSense(CommandLine line) {
        long beginnings = Stream.of(
                        !prime.isEmpty(), from.isPresent(), upsample.isPresent(), extend.isPresent() && !goOn(), resume)
                .filter(Boolean::booleanValue)
                .count();
        boolean extendsPrompt = extend.isPresent() && (!prime.isEmpty() || from.isPresent()) && beginnings == 2;
        if (beginnings > 1 && !extendsPrompt) {
            throw new ParameterException(
                    line, "--prime, --continue, --upsample, --extend and --resume exclude one another");
        }
        if (resume && (choose.isPresent() || length.isPresent() || count().isPresent())) {
            throw new ParameterException(line, "--resume goes on as it was asked for; change nothing");
        }
        if (samples.isPresent() && candidates.isPresent()) {
            throw new ParameterException(line, "--samples and --candidates are the same; give one of them");
        }
        if (extend.isPresent() && (length.isPresent() || upsample.isPresent())) {
            throw new ParameterException(line, "--extend goes with neither --length nor --upsample");
        }
        if (choose.isPresent() && length.isPresent()) {
            throw new ParameterException(line, "--choose keeps the piece's length; --extend makes it longer");
        }
        if (upsampleItself() && length.isPresent()) {
            throw new ParameterException(line, "--upsample keeps the piece's length");
        }
        if (from.isPresent() && length.isEmpty() && extend.isEmpty()) {
            throw new ParameterException(line, "--continue needs --length: how long the piece is to become");
        }
        requirePositive(line, "--length", length);
        requirePositive(line, "--extend", extend);
        requirePositive(line, "--prompt-seconds", promptSeconds);
        count().filter(n -> n < 1).ifPresent(n -> {
            throw new ParameterException(line, "--samples must be at least 1, not " + n);
        });
    }

    private static void requirePositive(CommandLine line, String option, Optional<Double> seconds) {
        seconds.filter(value -> !(value > 0 && value < 1e6)).ifPresent(value -> {
            throw new ParameterException(line, option + " must be a positive number of seconds, not " + value);
        });
    }
}
