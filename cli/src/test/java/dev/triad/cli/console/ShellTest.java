// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triad.cli.Run;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

final class ShellTest {
    private static final String EMPTY_SONG = System.lineSeparator();
    private static Callable<Integer> end = () -> ExitCode.OK;

    @Command(name = "music", description = "A root for tests.", footer = "music sing --loud la")
    static final class Music implements Runnable {
        @Spec
        CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(name = "sing", header = "Sings.", description = "Sings it.", footer = "music sing --loud la")
    static final class Sing implements Callable<Integer> {
        @Option(names = "--loud", description = "Loudly.")
        boolean loud;

        @Option(names = "--times", paramLabel = "N", description = "How often.")
        int times = 1;

        @Parameters(paramLabel = "TEXT", description = "What to sing.")
        String text;

        @Spec
        CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            spec.commandLine().getOut().println((loud ? text.toUpperCase(java.util.Locale.ROOT) : text).repeat(times));
            return end.call();
        }
    }

    @Command(
            name = "scores",
            description = "Keeps scores.",
            footer = {"music scores print", "music scores print > scores.txt"},
            subcommands = Print.class)
    static final class Scores {}

    @Command(name = "print", description = "Prints them.", footer = "music scores print")
    static final class Print implements Runnable {
        @Override
        public void run() {}
    }

    private static CommandLine music() {
        return Shell.commandLine(
                new Music(), List.of(CommandGroup.of("Voice", Sing.class), CommandGroup.of("Paper", Scores.class)));
    }

    private static Run run(String... arguments) {
        return Run.of(music(), arguments);
    }

    private static Run failWith(Exception failure, String... more) {
        end = () -> {
            throw failure;
        };
        try {
            return run(Stream.concat(Stream.of("sing", ""), Stream.of(more)).toArray(String[]::new));
        } finally {
            end = () -> ExitCode.OK;
        }
    }

    @Test
    void withoutArgumentsTheCommandsAreShownInTheirGroups() {
        var run = run();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .doesNotContain("%n")
                .containsSubsequence("\nVoice\n", "  sing    Sings.\n", "Paper\n", "  scores  Keeps scores.\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpEndsWithTheExample() {
        assertThat(run("sing", "--help").out()).endsWith("\nExample:\n  music sing --loud la\n");
        assertThat(run("scores", "--help").out())
                .contains("\nExamples:\n  music scores print\n  music scores print > scores.txt\n");
    }

    @Test
    void versionNamesTriadJavaAndTheSystem() {
        var run = run("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        triad -> assertThat(triad).matches("triad \\d+\\.\\d+\\.\\d+.*"),
                        java -> assertThat(java).contains(System.getProperty("java.vm.version")),
                        os -> assertThat(os).contains(System.getProperty("os.arch")));
    }

    @Test
    void aCommandThatWorksAnswersOnStandardOutput() {
        assertThat(run("sing", "--loud", "la")).isEqualTo(new Run(0, "LA" + System.lineSeparator(), ""));
    }

    @Test
    void anUnknownCommandIsWrongUsageWithASuggestion() {
        var run = run("sling");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("triad: unknown command 'sling'; did you mean 'sing'?");
        assertThat(run.err()).contains("'music --help'");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsWrongUsageWithASuggestion() {
        var run = run("sing", "--lout", "la");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("triad: unknown option '--lout'; did you mean '--loud'?");
        assertThat(run.err()).contains("'music sing --help'");
    }

    @Test
    void aMissingParameterAndAWrongValueAreWrongUsage() {
        assertThat(run("sing").err()).contains("TEXT").contains("'music sing --help'");
        assertThat(run("sing").code()).isEqualTo(ExitCode.USAGE);
        var wrong = run("sing", "--times", "many", "la");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("many").contains("--times");
    }

    @Test
    void aGroupOfCommandsAloneIsWrongUsage() {
        var run = run("scores");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Missing required subcommand").contains("'music scores --help'");
    }

    static List<Exception> failuresForTheUser() {
        var io = new IOException("song.wav has no samples at byte 44.");
        return List.of(
                new IllegalArgumentException("song.wav has no samples at byte 44."),
                io,
                new UncheckedIOException(io),
                new UncheckedIOException("song.wav has no samples at byte 44.", new IOException("short read")),
                new ExecutionException(io),
                new ExecutionException(new UncheckedIOException(io)),
                new IOException("song.wav has no samples\n   at byte 44.\n"));
    }

    @ParameterizedTest
    @MethodSource("failuresForTheUser")
    void aFailureIsOneSentenceAndExitCodeOne(Exception failure) {
        assertThat(failWith(failure))
                .isEqualTo(new Run(1, EMPTY_SONG, "triad: song.wav has no samples at byte 44.%n".formatted()));
    }

    @Test
    void fileFailuresAreWrittenOut() {
        assertThat(failWith(new NoSuchFileException("song.wav")).err()).contains("there is no file song.wav.");
        assertThat(failWith(new AccessDeniedException("song.wav")).err()).contains("no permission to use song.wav.");
        assertThat(failWith(new FileAlreadyExistsException("song.wav")).err()).contains("song.wav exists already.");
        assertThat(failWith(new java.nio.file.FileSystemException("song.wav", null, "No space left on device"))
                        .err())
                .contains("song.wav: No space left on device.");
        assertThat(failWith(new FileNotFoundException("song.wav (Is a directory)"))
                        .err())
                .contains("cannot open song.wav (Is a directory).");
    }

    @Test
    void anErrorInsideTriadSaysSoAndHowToSeeMore() {
        var run = failWith(new IllegalStateException("no tensor"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("IllegalStateException", "no tensor", "--stacktrace");
    }

    @Test
    void theStackTraceComesWhenAskedFor() {
        var run = failWith(new IllegalStateException("no tensor"), "--stacktrace");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("\tat dev.triad.cli.console.ShellTest");
    }

    @Test
    void anInterruptedCommandAnswersAsShellsCountSigint() {
        assertThat(failWith(new InterruptedException())).isEqualTo(new Run(130, EMPTY_SONG, ""));
    }

    @Test
    void anEmptyGroupIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandGroup.of("Nothing"));
    }
}
