// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.text.DecodeOptions;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad text decode`.
@Command(
        name = "decode",
        header = "Turns token ids into text, line by line.",
        description = "Reads token ids, separated by spaces or commas, and writes the text of each line.",
        footer = {
            "triad text decode --vocab vocab.txt --input ids.txt",
            "triad text decode --vocab vocab.json --model roberta --verbatim < ids.txt"
        })
final class DecodeCommand implements Callable<Integer> {
    @Mixin
    TokenizerOptions tokenizer;

    @Mixin
    InputLines input;

    @Option(names = "--verbatim", description = "Keep special tokens, and the spaces before punctuation.")
    boolean verbatim;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var model = tokenizer.open();
        var options = verbatim ? DecodeOptions.VERBATIM : DecodeOptions.READABLE;
        input.forEach((utf8, from, to, place) -> {
            var ids = ids(new String(utf8, from, to - from, StandardCharsets.UTF_8), model, place);
            out.println(model.decode(ids, options));
        });
        return 0;
    }

    private static int[] ids(String line, Tokenizer model, InputLines.Place place) throws IOException {
        var words = line.strip().replace(',', ' ').split("\\s+");
        var ids = new int[line.isBlank() ? 0 : words.length];
        for (int i = 0; i < ids.length; i++) {
            try {
                ids[i] = Integer.parseInt(words[i]);
                model.vocabulary().token(ids[i]);
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "%s: \"%s\" is no token id; this vocabulary has 0 to %d"
                                .formatted(place, words[i], model.vocabulary().size() - 1),
                        e);
            }
        }
        return ids;
    }
}
