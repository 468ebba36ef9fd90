// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.cli.console.ProgressOption;
import dev.triad.core.progress.Progress;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.VocabularyFiles;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.train.TrainedVocabulary;
import dev.triad.core.text.train.TrainingOptions;
import dev.triad.core.text.train.VocabularyTrainer;
import dev.triad.corpus.text.source.Corpus;
import dev.triad.corpus.text.source.DocumentBoundary;
import dev.triad.corpus.text.source.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad text vocab`.
@Command(
        name = "vocab",
        header = "Trains a vocabulary on raw text.",
        description = {
            "Trains a WordPiece vocabulary (vocab.txt) or a byte-level one (vocab.json, with merges.txt beside it).",
            "The same text gives the same vocabulary, whatever the number of threads. Special tokens come first."
        },
        footer = {
            "triad text vocab --input wiki/ --size 30522 --out vocab.txt",
            "triad text vocab --input a.txt b.txt.gz --size 50265 --model roberta --out vocab.json"
        })
final class VocabCommand implements Callable<Integer> {
    @Mixin
    CorpusOptions corpus;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The vocabulary to write.")
    Path out;

    @Option(
            names = "--size",
            defaultValue = "30522",
            paramLabel = "N",
            description = "Tokens in the vocabulary; by default 30522, as BERT and ELECTRA have.")
    int size;

    @Option(
            names = "--model",
            defaultValue = "bert",
            paramLabel = "MODEL",
            description = "Whose tokenizer will use it: ${COMPLETION-CANDIDATES}; bert is the default.")
    TokenizerOptions.Model model;

    @Option(names = "--cased", description = "bert: keep capitals and accents.")
    boolean cased;

    @Option(
            names = "--min-frequency",
            defaultValue = "2",
            paramLabel = "N",
            description = "Rarer pieces get no token of their own; 2 by default.")
    int minFrequency;

    @Option(
            names = "--alphabet",
            defaultValue = "0",
            paramLabel = "N",
            description = "bert: most characters that are tokens; by default 1000, and more where a script needs more.")
    int alphabet;

    @Option(names = "--threads", defaultValue = "0", paramLabel = "N", description = "Threads; by default one a core.")
    int threads;

    @Option(names = "--overwrite", description = "Replace files that exist.")
    boolean overwrite;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var merges = out.resolveSibling("merges.txt");
        refuseToOverwrite(out);
        if (model != TokenizerOptions.Model.BERT) {
            refuseToOverwrite(merges);
        }
        TrainedVocabulary trained;
        try (var shown = progress.open();
                var trainer = trainer()) {
            read(corpus.find(shown), trainer, shown);
            trained = trainer.train(shown);
        }
        if (model == TokenizerOptions.Model.BERT) {
            VocabularyFiles.writeLines(out, trained.tokens());
        } else {
            VocabularyFiles.writeMerges(merges, trained.merges());
            VocabularyFiles.writeJson(out, trained.tokens());
        }
        report(trained);
        return 0;
    }

    private void refuseToOverwrite(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + " to write " + file.getFileName() + " to");
        }
        if (Files.exists(file) && !overwrite) {
            throw new IOException(file + " exists already; choose another name or add --overwrite");
        }
    }

    private VocabularyTrainer trainer() {
        var options =
                TrainingOptions.ofSize(size).withMinFrequency(minFrequency).withAlphabet(alphabet);
        options = threads == 0 ? options : options.withThreads(threads);
        return switch (model) {
            case BERT ->
                VocabularyTrainer.wordPiece(cased ? WordPieceOptions.CASED : WordPieceOptions.UNCASED, options);
            case GPT2 -> VocabularyTrainer.byteLevel(Family.GPT2, options);
            case ROBERTA -> VocabularyTrainer.byteLevel(Family.ROBERTA, options);
        };
    }

    private void read(SourceFiles found, VocabularyTrainer trainer, Progress shown) throws IOException {
        try (var task = shown.start("counting words", found.bytes(), "bytes")) {
            var chunks = new CorpusChunks(found.files(), trainer, task);
            new Corpus(found.files(), corpus.reading(DocumentBoundary.FILE)).read(chunks);
            chunks.finish();
        }
    }

    private void report(TrainedVocabulary trained) {
        var text = spec.commandLine().getOut();
        text.printf(
                "%s: %,d tokens from %,d words (%,d different)%n",
                out, trained.tokens().size(), trained.words(), trained.differentWords());
        text.printf(
                "%.3f tokens a word, %.3f %% of words unknown%n",
                trained.tokensPerWord(), 100 * trained.unknownWords());
        if (trained.tokens().size() < size) {
            text.printf("the text has no more pieces that occur %d times; smaller than asked%n", minFrequency);
        }
        if (trained.forgottenBelow() > 1) {
            text.printf("words seen less than %d times were forgotten to save memory%n", trained.forgottenBelow());
        }
    }
}
