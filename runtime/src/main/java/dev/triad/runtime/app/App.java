// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.MaskedTokenFiller;
import dev.triad.runtime.QuestionAnswerer;
import dev.triad.runtime.ReplacedTokenDetector;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.TextEncoder;
import dev.triad.runtime.TokenTagger;
import dev.triad.runtime.app.AppOptions.Misuse;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/// The program of a packaged model: answers what the model was trained for. It ends with 0, with 1 after a
/// failure, which one sentence explains, or with 2 when the command line was wrong, as the commands of `triad`
/// do.
public final class App {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int READER_GONE = 141;

    /// How the start script is called.
    private static final String NAME = "dev.triad.runtime.app.name";

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;

    /// @param in what is read where no file is named
    /// @param out where answers go where no file is named
    /// @param err where failures are told
    public App(InputStream in, OutputStream out, OutputStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /// @param arguments as typed, behind the model that the start script names
    public static void main(String[] arguments) throws IOException {
        VectorModule.open();
        // System.out swallows every failure; a full disk would look like success
        try (var in = new FileInputStream(FileDescriptor.in);
                var out = new FileOutputStream(FileDescriptor.out);
                var err = new FileOutputStream(FileDescriptor.err)) {
            int code = new App(in, out, err).run(arguments);
            if (code != OK) System.exit(code);
        }
    }

    /// Does what was asked for.
    ///
    /// @return the exit code
    public int run(String... arguments) throws IOException {
        try {
            var options = AppOptions.parse(arguments);
            switch (options.wanted()) {
                case HELP -> print(out, AppOptions.help(Task.of(options.model()), name()));
                case EXAMPLE -> print(out, example(options) + "\n");
                case ANSWERS -> answer(options);
            }
            return OK;
        } catch (Misuse e) {
            print(err, "%s: %s; --help shows what can be typed%n".formatted(name(), e.getMessage()));
            return USAGE;
        } catch (ReaderGone _) {
            return READER_GONE;
        } catch (NoSuchFileException e) {
            return fail("there is no file " + e.getFile());
        } catch (IOException | IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int fail(String sentence) throws IOException {
        print(err, name() + ": " + sentence.strip().replaceAll("\\s*\\R\\s*", " ") + "\n");
        return FAILED;
    }

    private static String name() {
        return System.getProperty(NAME, "triad");
    }

    private static void print(OutputStream target, String text) throws IOException {
        target.write(text.getBytes(StandardCharsets.UTF_8));
        target.flush();
    }

    /// Opens a model.
    ///
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it answers nothing that has a command, or an option does not fit it
    private static Answering open(AppOptions options) throws IOException {
        var model = options.model();
        var how = options.runtime();
        return switch (Task.of(model)) {
            case CLASSIFY -> new Classifying(TextClassifier.open(model, how));
            case TAG -> new Tagging(TokenTagger.open(model, how));
            case ANSWER -> new QuestionAnswering(QuestionAnswerer.open(model, how), options.threshold());
            case EMBED -> new Embedding(TextEncoder.open(model, how, options.pooling()));
            case DETECT -> new Detecting(ReplacedTokenDetector.open(model, how));
            case FILL -> new Filling(MaskedTokenFiller.open(model, how), options.candidates());
        };
    }

    private static String example(AppOptions options) throws IOException {
        try (var answering = open(options)) {
            return answering.example();
        }
    }

    private void answer(AppOptions options) throws IOException {
        try (var answering = open(options)) {
            var lines = new AnswerLines(options.input(), options.json(), options.output());
            var texts = options.texts();
            if (texts.isEmpty()) {
                lines.all(answering, in, this::show);
            } else {
                boolean pairs = answering instanceof QuestionAnswering && !options.json();
                lines.texts(answering, pairs ? AnswerLines.pairs(texts) : texts, this::show);
            }
        }
    }

    /// Whoever read our output has gone, as `head` does.
    private static final class ReaderGone extends IOException {
        ReaderGone(IOException cause) {
            super(cause);
        }
    }

    private void show(ByteBuffer lines) throws IOException {
        try {
            var channel = Channels.newChannel(out);
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
            out.flush();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new ReaderGone(e);
            }
            throw new IOException("standard output cannot be written: " + e.getMessage(), e);
        }
    }
}
