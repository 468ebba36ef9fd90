// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.triad.cli.console.Shell;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The conventions every command keeps, walked over all of them: a new command is tested here by being listed.
final class TriadTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private static CommandLine triad() {
        return Triad.commandLine();
    }

    static Stream<String> commands() {
        return Shell.commands(triad()).keySet().stream();
    }

    private static CommandSpec command(String qualifiedName) {
        return Objects.requireNonNull(Shell.commands(triad()).get(qualifiedName));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoes(String name) {
        var usage = command(name).usageMessage();
        assertThat(usage.description()).isNotEmpty();
        assertThat(usage.description()[0]).endsWith(".");
        if (usage.header().length > 0) {
            assertThat(usage.header()[0]).as("the line in the list of commands").hasSizeLessThan(80);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionAndParameterIsDescribed(String name) {
        assertThat(command(name).args())
                .allSatisfy(argument -> assertThat(argument.description())
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line).isNotBlank()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsAnExampleThatItAccepts(String name) {
        var examples = command(name).usageMessage().footer();
        assertThat(examples).as("the footer of '" + name + "'").isNotEmpty();
        for (var example : examples) {
            var words = words(example);
            assertThat(String.join(" ", words)).startsWith(name);
            assertThatCode(() ->
                            triad().parseArgs(words.subList(1, words.size()).toArray(String[]::new)))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandAnswersHelp(String name) {
        var arguments = Stream.concat(Arrays.stream(name.split(" ")).skip(1), Stream.of("--help"));
        var run = Run.of(triad(), arguments.toArray(String[]::new));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: " + name).contains("Example");
        assertThat(run.err()).isEmpty();
    }

    /// An example as a shell would split it, up to a pipe or a redirection.
    private static List<String> words(String example) {
        return WORD.matcher(example)
                .results()
                .takeWhile(word -> !word.group().matches("[|><&].*"))
                .map(word -> Stream.of(1, 2, 3)
                        .map(word::group)
                        .filter(group -> group != null)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }
}
