// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Tries every wall twice: on the house, which must keep it, and on classes that break it, which it must notice.
final class WallsTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.triad");

    @TempDir
    Path compiled;

    @Test
    void theWholeHouseIsLookedAt() throws IOException {
        var modules = Pattern.compile("<module>(\\w+)</module>")
                .matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .map(module -> module.group(1))
                .filter(module -> !module.equals("bench")) // it looks at the command line, not the other way round
                .toList();
        assertThat(modules).contains("core", "torch", "cli");
        for (var module : modules) {
            assertThat(HOUSE)
                    .as("classes of " + module + "; is it a dependency of cli?")
                    .anyMatch(type -> (type.getPackageName() + ".").startsWith("dev.triad." + module + "."));
        }
        assertThat(HOUSE).noneMatch(type -> type.getSimpleName().endsWith("Test"));
    }

    @Test
    void everyPackageBelongsToARoom() {
        assertThat(HOUSE)
                .allMatch(type -> Room.ALL.stream()
                        .anyMatch(room -> (type.getPackageName() + ".").startsWith("dev.triad." + room.name() + ".")));
    }

    @ParameterizedTest
    @FieldSource("dev.triad.cli.walls.Room#ALL")
    void everyRoomImportsOnlyWhatItMay(Room room) {
        room.rule().check(HOUSE);
    }

    /// A model house in which every room imports every other: each rule must name exactly the forbidden imports.
    @Test
    void everyImportAcrossAWallIsNoticedAndNoneAlongAnArrow() {
        var sources = new ArrayList<String>();
        for (var room : Room.ALL) {
            sources.add("package dev.triad.%s; public class To {}".formatted(room));
            for (var other : Room.ALL) {
                sources.add(
                        "package dev.triad.%s.a; class From_%s { dev.triad.%s.To to; }".formatted(room, other, other));
            }
        }
        var house = compile(sources);
        for (var room : Room.ALL) {
            var forbidden = Room.ALL.stream()
                    .filter(other -> !other.equals(room) && !room.mayImport().contains(other.name()))
                    .map(other -> "dev.triad." + room + ".a.From_" + other);
            var noticed = room.rule().evaluate(house).getFailureReport().getDetails().stream()
                    .map(detail -> detail.replaceFirst(".*<(dev\\.triad\\.\\w+\\.a\\.From_\\w+)\\.to>.*", "$1"));
            assertThat(noticed).as(room.name()).containsExactlyInAnyOrderElementsOf(forbidden.toList());
        }
    }

    @ParameterizedTest
    @FieldSource("dev.triad.cli.walls.Wall#ALL")
    void theHouseKeepsTheWall(Wall wall) {
        wall.rule().check(HOUSE);
    }

    @ParameterizedTest
    @FieldSource("dev.triad.cli.walls.Wall#ALL")
    void aBreachOfTheWallIsNoticed(Wall wall) {
        assertThat(wall.rule().evaluate(compile(wall.breach())).hasViolation()).isTrue();
    }

    private JavaClasses compile(List<String> sources) {
        var units = new ArrayList<JavaFileObject>();
        for (var source : sources) {
            var type = source.replaceFirst(".*?class (\\w+).*", "$1");
            units.add(
                    new SimpleJavaFileObject(
                            URI.create("string:///" + units.size() + "/" + type + ".java"),
                            JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    });
        }
        var errors = new StringWriter();
        var options = List.of("-d", compiled.toString(), "-proc:none", "-classpath", compiled.toString());
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(errors, null, null, options, null, units)
                .call();
        assertThat(done).as(errors.toString()).isTrue();
        return new ClassFileImporter().importPath(compiled);
    }
}
