// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/// A rule of the house and classes that break it.
///
/// @param name the rule as a sentence
/// @param rule the rule
/// @param breach sources of classes, of which at least one in `dev.triad` breaks the rule
record Wall(String name, ArchRule rule, List<String> breach) {
    /// The command line, packaged models and benchmarks.
    private static final String[] PROGRAMS = {"dev.triad.cli..", "dev.triad.runtime.app..", "dev.triad.bench.."};

    static final List<Wall> ALL = List.of(
            onlyKnows("torch", "org.bytedeco.pytorch"),
            onlyKnows("torch", "org.bytedeco.openblas"),
            onlyKnows("corpus.audio", "org.bytedeco.ffmpeg"),
            onlyKnows("corpus", "dev.hardwood"),
            onlyKnows("corpus", "com.github.luben.zstd"),
            onlyKnows("runtime.kernels", "jdk.incubator.vector"),
            onlyKnows("report", "org.knowm.xchart"),
            onlyKnows("hub", "net.razorvine.pickle"),
            onlyKnows("serve", "io.javalin"),
            onlyKnows("langchain4j", "dev.langchain4j"),
            neverKnows("core", "org.slf4j"),
            neverKnows("core", "tools.jackson.databind"),
            neverKnows("runtime", "org.slf4j"),
            neverKnows("runtime", "tools.jackson.databind"),
            new Wall(
                    "packages form no cycles",
                    slices().matching("dev.triad.(**)").should().beFreeOfCycles(),
                    List.of(
                            "package dev.triad.torch.nn; class Layer { dev.triad.torch.optim.Step step; }",
                            "package dev.triad.torch.optim; public class Step { dev.triad.torch.nn.Sum sum; }",
                            "package dev.triad.torch.nn; public class Sum {}")),
            new Wall(
                    "no package is a drawer for everything",
                    noClasses()
                            .should()
                            .resideInAnyPackage(
                                    "..util..",
                                    "..utils..",
                                    "..helper..",
                                    "..helpers..",
                                    "..impl..",
                                    "..common..",
                                    "..misc.."),
                    List.of("package dev.triad.core.util; class Sum {}")),
            new Wall(
                    "no class is a drawer for everything",
                    noClasses()
                            .should()
                            .haveSimpleNameEndingWith("Util")
                            .orShould()
                            .haveSimpleNameEndingWith("Utils")
                            .orShould()
                            .haveSimpleNameEndingWith("Helper")
                            .orShould()
                            .haveSimpleNameEndingWith("Manager")
                            .orShould()
                            .haveSimpleNameEndingWith("Impl"),
                    List.of("package dev.triad.core.text; class TextHelper {}")),
            new Wall(
                    "only programs write to standard output and error",
                    noClasses().that().resideOutsideOfPackages(PROGRAMS).should(ACCESS_STANDARD_STREAMS),
                    List.of("package dev.triad.core.text; class Talker { { System.out.println(); } }")),
            new Wall(
                    "only programs end the process",
                    noClasses()
                            .that()
                            .resideOutsideOfPackages(PROGRAMS)
                            .should()
                            .callMethod(System.class, "exit", int.class)
                            .orShould()
                            .callMethod(Runtime.class, "halt", int.class),
                    List.of("package dev.triad.core.text; class Quitter { { System.exit(1); } }")),
            new Wall(
                    "every draw comes from dev.triad.core.random",
                    noClasses()
                            .should()
                            .dependOnClassesThat()
                            .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class)
                            .orShould()
                            .callMethod(Math.class, "random"),
                    List.of("package dev.triad.core.text; class Gambler { double roll = Math.random(); }")));

    /// Libraries have one room that knows them.
    private static Wall onlyKnows(String room, String library) {
        return new Wall(
                "only " + room + " imports " + library,
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.triad." + room + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library + ".."),
                importing("report.pages", library));
    }

    private static Wall neverKnows(String room, String library) {
        return new Wall(
                room + " never imports " + library,
                noClasses()
                        .that()
                        .resideInAPackage("dev.triad." + room + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library + "..")
                        .allowEmptyShould(true),
                importing(room + ".text", library));
    }

    /// A class of `room` that uses `library`, and a stand-in for the library, which need not be here for this.
    private static List<String> importing(String room, String library) {
        var stranger = room.startsWith("report") && library.equals("org.knowm.xchart") ? "core.audio" : room;
        return List.of(
                "package dev.triad." + stranger + "; class Breach { " + library + ".inside.Thing thing; }",
                "package " + library + ".inside; public class Thing {}");
    }

    @Override
    public String toString() {
        return name;
    }
}
