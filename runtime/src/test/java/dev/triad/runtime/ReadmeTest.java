// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README compiles and runs as it stands.
final class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\\R// (Tag\\.java)[^\\n]*\\R(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theExampleTagsATextInFifteenLines() throws Exception {
        var found = EXAMPLE.matcher(Files.readString(Path.of("../README.md")));
        assertThat(found.find()).as("the example in README.md").isTrue();
        String source = found.group(2);
        assertThat(source.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
        compile(source);
        var model = SmallModel.write(folder.resolve("model.safetensors"), 16, 1, "ForTokenClassification");
        assertThat(run(model)).hasLineCount(5).startsWith("a\t");
    }

    private void compile(String source) {
        var unit = new SimpleJavaFileObject(URI.create("string:///Tag.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var errors = new StringWriter();
        var options =
                List.of("-d", folder.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(errors, null, null, options, null, List.of(unit))
                .call();
        assertThat(done).as(errors.toString()).isTrue();
    }

    private String run(Path model) throws Exception {
        var before = System.out;
        var out = new ByteArrayOutputStream();
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            var main = loader.loadClass("Tag").getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[] {model.toString(), "a good film is bad"});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
