// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import dev.triad.core.file.FileTree;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the files of a corpus. An input is a file, a folder (searched through, files sorted by path, those whose names
/// promise no text and hidden ones left out) or a glob such as `data/**/*.txt.gz` (`**` also stands for no folder at
/// all). A file found twice counts once.
///
/// @param files what was found, in the order of the inputs
/// @param ignored files in folders that were left out
public record SourceFiles(List<SourceFile> files, List<Path> ignored) {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
    private static final String KNOWN = ".txt, .text, .jsonl, .ndjson or .parquet, also with .gz or .zst";

    public SourceFiles {
        files = List.copyOf(files);
        ignored = List.copyOf(ignored);
    }

    /// Looks for `inputs`.
    ///
    /// @param format the format of all files, or null to go by their names
    /// @throws IOException with the input that gives no file, and why
    public static SourceFiles find(List<String> inputs, @Nullable SourceFormat format) throws IOException {
        var search = new Search(format);
        for (String input : inputs) {
            search.add(input);
        }
        return new SourceFiles(List.copyOf(search.found.values()), search.ignored);
    }

    /// Bytes of all files, as they lie on disk.
    public long bytes() {
        return files.stream().mapToLong(SourceFile::bytes).sum();
    }

    private static final class Search {
        private final @Nullable SourceFormat format;
        private final Map<Path, SourceFile> found = new LinkedHashMap<>();
        private final List<Path> ignored = new ArrayList<>();

        Search(@Nullable SourceFormat format) {
            this.format = format;
        }

        void add(String input) throws IOException {
            boolean glob = GLOB.matcher(input).find();
            if (glob && !existsLiterally(input)) {
                addGlob(input);
                return;
            }
            Path path = Path.of(input);
            if (Files.isDirectory(path)) {
                addFolder(path);
            } else if (Files.isRegularFile(path)) {
                addFile(path);
            } else if (Files.exists(path)) {
                throw new IOException(input + ": is neither a file nor a folder");
            } else {
                throw new IOException(input + ": no such file or folder");
            }
        }

        private void addFolder(Path folder) throws IOException {
            var files = walk(folder, path -> true);
            int taken = 0;
            for (Path file : files) {
                if (format != null
                        || SourceFormat.takenFromFolders(file.getFileName().toString())) {
                    addFile(file);
                    taken++;
                } else {
                    ignored.add(file);
                }
            }
            if (taken == 0) {
                throw new IOException(
                        files.isEmpty()
                                ? folder + ": the folder holds no files"
                                : "%s: none of the %d files in the folder has a name that ends with %s"
                                        .formatted(folder, files.size(), KNOWN));
            }
        }

        private void addGlob(String glob) throws IOException {
            var fileSystem = FileSystems.getDefault();
            PathMatcher exact = fileSystem.getPathMatcher("glob:" + glob);
            PathMatcher withoutFolders = fileSystem.getPathMatcher("glob:" + glob.replace("**/", ""));
            var files = walk(base(glob), path -> exact.matches(path) || withoutFolders.matches(path));
            if (files.isEmpty()) {
                throw new IOException(glob + ": matches no file");
            }
            for (Path file : files) {
                addFile(file);
            }
        }

        private void addFile(Path path) throws IOException {
            SourceFormat known = format != null
                    ? format
                    : SourceFormat.ofName(path.getFileName().toString()).orElse(SourceFormat.TEXT);
            found.putIfAbsent(path.toRealPath(), SourceFile.of(path, known));
        }

        private static List<Path> walk(Path folder, Predicate<Path> wanted) throws IOException {
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            return FileTree.files(folder).stream()
                    .filter(path -> isVisible(folder, path))
                    .filter(wanted)
                    .sorted(Comparator.comparing(path -> path.toString().replace('\\', '/')))
                    .toList();
        }

        /// Names that begin with a dot or an underscore are bookkeeping: `.git`, `_SUCCESS`.
        private static boolean isVisible(Path folder, Path path) {
            for (Path part : folder.relativize(path)) {
                String name = part.toString();
                if (name.startsWith(".") || name.startsWith("_")) {
                    return false;
                }
            }
            return true;
        }

        /// The folder above the first part of a glob that is not literal.
        private static Path base(String glob) {
            var matcher = GLOB.matcher(glob);
            int slash = matcher.find() ? glob.lastIndexOf('/', matcher.start()) : -1;
            return Path.of(slash < 0 ? "" : slash == 0 ? "/" : glob.substring(0, slash));
        }

        private static boolean existsLiterally(String input) {
            try {
                return Files.exists(Path.of(input));
            } catch (java.nio.file.InvalidPathException e) { // Windows allows no * in names
                return false;
            }
        }
    }
}
