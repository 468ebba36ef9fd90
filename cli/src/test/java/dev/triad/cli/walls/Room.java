// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/// A module and the rooms it may look into, built or not yet built.
///
/// @param name the module, which is also its package below `dev.triad`
/// @param mayImport the rooms it may import besides itself
record Room(String name, List<String> mayImport) {
    private static final List<String> SHIPPED = List.of(
            "core",
            "corpus",
            "hub",
            "report",
            "runtime",
            "torch",
            "electra",
            "quant",
            "jukebox",
            "serve",
            "langchain4j");

    static final List<Room> ALL = List.of(
            new Room("core", List.of()),
            new Room("corpus", List.of("core")),
            new Room("hub", List.of("core")),
            new Room("report", List.of("core")),
            new Room("runtime", List.of("core")),
            new Room("torch", List.of("core")),
            new Room("electra", List.of("torch", "report", "core")),
            new Room("quant", List.of("torch", "report", "core")),
            new Room("jukebox", List.of("torch", "report", "runtime", "core")),
            new Room("serve", List.of("runtime", "core")),
            new Room("langchain4j", List.of("runtime", "core")),
            new Room("cli", SHIPPED),
            new Room("bench", Stream.concat(SHIPPED.stream(), Stream.of("cli")).toList()));

    /// Every class of this room stays within itself, the rooms it may import, and the world outside Triad.
    ArchRule rule() {
        var allowed = Stream.concat(Stream.of(name), mayImport.stream())
                .map(room -> "dev.triad." + room + "..")
                .toArray(String[]::new);
        return classes()
                .that(resideInAPackage("dev.triad." + name + ".."))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.triad..").or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true);
    }

    @Override
    public String toString() {
        return name;
    }
}
