// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.core.text.IntBuilder;
import dev.triad.core.text.MalformedUtf8Exception;
import dev.triad.core.text.TokenWriter;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad text encode`.
@Command(
        name = "encode",
        header = "Turns text into token ids, line by line.",
        description = "Writes the token ids of each line of text, separated by spaces, one line each.",
        footer = {
            "triad text encode --vocab vocab.txt --input wiki.txt",
            "triad text encode --vocab vocab.json --model roberta --tokens --offsets < wiki.txt"
        })
final class EncodeCommand implements Callable<Integer> {
    @Mixin
    TokenizerOptions tokenizer;

    @Mixin
    InputLines input;

    @Option(names = "--tokens", description = "Write tokens instead of ids.")
    boolean tokens;

    @Option(
            names = "--offsets",
            description = "Write after each token where it is in its line, in characters: hello:0-5.")
    boolean offsets;

    @Option(names = "--special", description = "Put the model's special tokens around each line.")
    boolean special;

    @Option(
            names = "--special-in-text",
            description = "Take [MASK] and its like in the text for special tokens, not for text.")
    boolean specialInText;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var model = tokenizer.open();
        boolean plain = !tokens && !offsets && !special && !specialInText;
        if (plain) {
            input.forEach(new Ids(model.writer(), out)::line);
        } else {
            input.forEach((utf8, from, to, place) -> out.println(details(model, decoded(utf8, from, to, place))));
        }
        return 0;
    }

    /// The fast way: bytes to ids.
    private record Ids(TokenWriter writer, PrintWriter out, IntBuilder ids, StringBuilder text) {
        Ids(TokenWriter writer, PrintWriter out) {
            this(writer, out, new IntBuilder(), new StringBuilder());
        }

        void line(byte[] utf8, int from, int to, InputLines.Place place) throws IOException {
            ids.clear();
            text.setLength(0);
            try {
                writer.append(utf8, from, to, ids);
            } catch (MalformedUtf8Exception e) {
                throw notUtf8(place, utf8[e.offset()], e.offset() - from);
            }
            for (int i = 0; i < ids.size(); i++) {
                text.append(i == 0 ? "" : " ").append(ids.get(i));
            }
            out.println(text);
        }
    }

    private static IOException notUtf8(InputLines.Place place, byte value, int offset) {
        return new IOException("%s: byte 0x%02X after %d bytes is not UTF-8; convert the text first"
                .formatted(place, value & 0xFF, offset));
    }

    private static String decoded(byte[] utf8, int from, int to, InputLines.Place place) throws IOException {
        var bytes = ByteBuffer.wrap(utf8, from, to - from);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw notUtf8(place, utf8[bytes.position()], bytes.position() - from);
        }
    }

    private String details(Tokenizer model, String text) {
        var options = special ? EncodeOptions.MODEL : EncodeOptions.PLAIN;
        var encoding = model.encode(text, null, specialInText ? options.withSpecialTokensInText() : options);
        var line = new StringBuilder();
        for (int i = 0; i < encoding.length(); i++) {
            int id = encoding.ids()[i];
            line.append(i == 0 ? "" : " ");
            line.append(tokens ? model.vocabulary().token(id) : String.valueOf(id));
            line.append(offsets ? place(text, encoding, i) : "");
        }
        return line.toString();
    }

    private static String place(String text, Encoding encoding, int token) {
        if (encoding.sequences()[token] < 0) {
            return ":-";
        }
        int start = text.codePointCount(0, encoding.starts()[token]);
        int end = start + text.codePointCount(encoding.starts()[token], encoding.ends()[token]);
        return ":" + start + "-" + end;
    }
}
