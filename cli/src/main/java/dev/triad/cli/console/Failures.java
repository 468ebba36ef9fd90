// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/// A failure in one sentence. [IllegalArgumentException] and [IOException] are written for the user, so their message
/// is the sentence; whatever else arrives is Triad's own mistake and says so, with the way to a stack trace.
public final class Failures {
    static final String STACKTRACE = "--stacktrace";

    private Failures() {}

    /// Says what went wrong.
    ///
    /// @return the exit code
    static int report(Throwable failure, PrintWriter err, boolean trace) {
        var cause = unwrap(failure);
        int code = switch (cause) {
            case StandardOutput.ReaderGone _ -> ExitCode.BROKEN_PIPE;
            case InterruptedException _ -> ExitCode.INTERRUPTED;
            case CancellationException _ -> ExitCode.INTERRUPTED;
            default -> ExitCode.FAILED;
        };
        if (code == ExitCode.FAILED) {
            err.println("triad: " + sentence(cause));
        }
        if (trace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    static boolean traceWanted(List<String> arguments) {
        var byEnvironment = System.getenv().getOrDefault("TRIAD_STACKTRACE", "0");
        return arguments.contains(STACKTRACE) || !(byEnvironment.isEmpty() || byEnvironment.equals("0"));
    }

    /// Wrappers that only carry another thread's or another layer's failure say nothing themselves.
    private static Throwable unwrap(Throwable failure) {
        var cause = failure.getCause();
        boolean wrapper = failure instanceof ExecutionException
                || failure instanceof CommandLine.ExecutionException
                || (failure instanceof UncheckedIOException
                        && !(failure instanceof StandardOutput.ReaderGone)
                        && carriesOnlyItsCause(failure));
        return wrapper && cause != null ? unwrap(cause) : failure;
    }

    private static boolean carriesOnlyItsCause(Throwable failure) {
        return failure.getCause() != null && failure.getCause().toString().equals(failure.getMessage());
    }

    /// What went wrong, in one sentence for a person.
    public static String sentence(Throwable failure) {
        return oneLine(
                switch (failure) {
                    case FileSystemException file -> fileSentence(file);
                    case FileNotFoundException file -> "cannot open " + file.getMessage() + ".";
                    case UnsupportedOperationException _ -> internal(failure);
                    case IllegalArgumentException _, IOException _, UncheckedIOException _
                    when failure.getMessage() != null -> failure.getMessage();
                    case OutOfMemoryError _ ->
                        "Java ran out of memory (" + failure.getMessage()
                                + "); give it more with TRIAD_JAVA_OPTS=-Xmx8g.";
                    default -> internal(failure);
                });
    }

    private static String fileSentence(FileSystemException failure) {
        var file = failure.getFile();
        return switch (failure) {
            case NoSuchFileException _ -> "there is no file " + file + ".";
            case AccessDeniedException _ -> "no permission to use " + file + ".";
            case FileAlreadyExistsException _ -> file + " exists already.";
            case NotDirectoryException _ -> file + " is not a directory.";
            case DirectoryNotEmptyException _ -> "the directory " + file + " is not empty.";
            default -> {
                var reason = failure.getReason() == null ? "cannot be used" : failure.getReason();
                yield file == null ? reason + "." : file + ": " + reason + ".";
            }
        };
    }

    private static String internal(Throwable failure) {
        var message = failure.getMessage() == null ? "" : ", \"" + failure.getMessage() + "\"";
        return "an error inside Triad (" + failure.getClass().getSimpleName() + message
                + "); run it again with --stacktrace to see where.";
    }

    /// Native libraries and parsers like to answer in paragraphs; the shell gets one line.
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
